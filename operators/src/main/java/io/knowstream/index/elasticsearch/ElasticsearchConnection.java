package io.knowstream.index.elasticsearch;

import co.elastic.clients.elasticsearch.ElasticsearchAsyncClient;
import co.elastic.clients.elasticsearch.ElasticsearchClient;
import co.elastic.clients.json.jackson.JacksonJsonpMapper;
import co.elastic.clients.transport.ElasticsearchTransport;
import co.elastic.clients.transport.instrumentation.NoopInstrumentation;
import co.elastic.clients.transport.rest_client.RestClientTransport;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.apache.http.Header;
import org.apache.http.HttpHeaders;
import org.apache.http.HttpHost;
import org.apache.http.message.BasicHeader;
import org.elasticsearch.client.RestClient;
import org.elasticsearch.client.RestClientBuilder;

/** A connection to the cluster, by its official client. Safe for use by many threads. */
final class ElasticsearchConnection implements Closeable {

    private static final int CONNECT_MILLIS = 5_000;
    /** A request that takes longer is sent again. */
    private static final int ANSWER_MILLIS = 60_000;

    private final ElasticsearchTransport transport;
    private final ElasticsearchClient client;

    private ElasticsearchConnection(ElasticsearchTransport transport) {
        this.transport = transport;
        this.client = new ElasticsearchClient(transport);
    }

    /**
     * Makes a connection; nothing is asked yet.
     *
     * @throws IOException where a file of the configuration cannot be read
     */
    static ElasticsearchConnection open(ElasticsearchConfig config) throws IOException {
        return open(config, System.getenv());
    }

    /** The same in another environment. */
    static ElasticsearchConnection open(ElasticsearchConfig config, Map<String, String> environment)
            throws IOException {
        HttpHost[] hosts = config.hosts().stream()
                .map(ElasticsearchConfig::address)
                .map(ElasticsearchConnection::host)
                .toArray(HttpHost[]::new);
        RestClientBuilder builder = RestClient.builder(hosts)
                .setRequestConfigCallback(
                        request -> request.setConnectTimeout(CONNECT_MILLIS).setSocketTimeout(ANSWER_MILLIS));
        String authorization = authorization(config, environment);
        if (authorization != null) {
            builder.setDefaultHeaders(new Header[] {new BasicHeader(HttpHeaders.AUTHORIZATION, authorization)});
        }
        if (config.caCertificate() != null) {
            SSLContext trusted =
                    TrustedCertificates.of(readable("index.elasticsearch.ca-certificate", config.caCertificate()));
            builder.setHttpClientConfigCallback(http -> http.setSSLContext(trusted));
        }
        return new ElasticsearchConnection(new RestClientTransport(
                builder.build(), new JacksonJsonpMapper(SourceDocument.JSON), null, NoopInstrumentation.INSTANCE));
    }

    private static HttpHost host(URI address) {
        return new HttpHost(address.getHost(), address.getPort(), address.getScheme());
    }

    /** The header that says who asks; null for nobody. */
    static String authorization(ElasticsearchConfig config, Map<String, String> environment) throws IOException {
        if (config.username() != null) {
            String password = config.passwordFile() != null
                    ? secret("index.elasticsearch.password-file", config.passwordFile())
                    : environment.get(ElasticsearchConfig.PASSWORD_VARIABLE);
            if (password == null) {
                throw new IllegalArgumentException("index.elasticsearch.username needs a password: set"
                        + " index.elasticsearch.password-file or the environment variable "
                        + ElasticsearchConfig.PASSWORD_VARIABLE);
            }
            byte[] both = (config.username() + ":" + password).getBytes(StandardCharsets.UTF_8);
            return "Basic " + Base64.getEncoder().encodeToString(both);
        }
        String key = config.apiKeyFile() != null
                ? secret("index.elasticsearch.api-key-file", config.apiKeyFile())
                : environment.get(ElasticsearchConfig.API_KEY_VARIABLE);
        return key == null ? null : "ApiKey " + key;
    }

    private static String secret(String key, String file) throws IOException {
        String secret =
                Files.readString(readable(key, file), StandardCharsets.UTF_8).strip();
        if (secret.isEmpty()) {
            throw new IOException(key + " names an empty file, " + file);
        }
        return secret;
    }

    private static Path readable(String key, String file) throws IOException {
        Path path = Path.of(file);
        if (!Files.isReadable(path)) {
            throw new IOException(key + " must name a file that this process can read (got " + file + ")");
        }
        return path;
    }

    ElasticsearchClient client() {
        return client;
    }

    ElasticsearchAsyncClient asynchronous() {
        return new ElasticsearchAsyncClient(transport);
    }

    @Override
    public void close() throws IOException {
        transport.close();
    }
}
