package io.knowstream.job.monitor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;

/**
 * A REST interface, Flink's or Prometheus', asked briefly: one that is paused or away is an {@link IOException} soon. Safe for use
 * by many threads.
 */
public final class JsonApi {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int NOT_FOUND = 404;
    private static final int FIRST_REDIRECT = 300;
    private static final int FIRST_ERROR = 400;

    private final HttpClient http;
    private final URI address;

    /** @param address of the interface; a path in it goes before all others */
    public JsonApi(URI address) {
        this(address, HttpClient.newBuilder());
    }

    /**
     * The same over TLS of one's own.
     *
     * @param tls whom to trust and what to show of oneself; the name of the host is checked in any case
     */
    public JsonApi(URI address, SSLContext tls) {
        this(address, HttpClient.newBuilder().sslContext(tls));
    }

    private JsonApi(URI address, HttpClient.Builder client) {
        this.address = address;
        this.http = client.connectTimeout(PATIENCE).build();
    }

    /** Where it is. */
    public URI address() {
        return address;
    }

    /** The answer to a GET; nothing where there is no such thing. */
    public Optional<JsonNode> get(String path) throws IOException, InterruptedException {
        return send(request(path).GET().build());
    }

    /** The answer to a POST; nothing where there is no such thing. */
    public Optional<JsonNode> post(String path, JsonNode body) throws IOException, InterruptedException {
        return send(request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString(), StandardCharsets.UTF_8))
                .build());
    }

    private HttpRequest.Builder request(String path) {
        // What stands behind a proxy has a path of its own.
        return HttpRequest.newBuilder(URI.create(address.toString().replaceAll("/+$", "") + path))
                .timeout(PATIENCE);
    }

    private Optional<JsonNode> send(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<String> response;
        try {
            response = http.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        } catch (HttpTimeoutException e) {
            throw new IOException(address + " does not answer within " + PATIENCE.toSeconds() + " s", e);
        } catch (SSLException e) {
            throw new IOException("no TLS connection with " + address + ": " + e.getMessage(), e);
        } catch (ConnectException e) {
            // What the JDK throws here has no message.
            throw new IOException("nobody listens at " + address, e);
        }
        if (response.statusCode() >= FIRST_REDIRECT && response.statusCode() < FIRST_ERROR) {
            // Not followed: whoever names an address gets that one. Flink answers so where it wants TLS.
            throw new IOException(address + " refers to "
                    + response.headers().firstValue("Location").orElse("another address")
                    + ": name that one");
        }
        // What asks for the state of a job that is no more fails, with this text, and not with 404.
        if (response.statusCode() == NOT_FOUND
                || response.statusCode() >= FIRST_ERROR && response.body().contains("Could not find Flink job")) {
            return Optional.empty();
        }
        if (response.statusCode() >= FIRST_ERROR) {
            throw new IOException(request.uri() + " answers " + response.statusCode() + ": " + response.body());
        }
        return Optional.of(JSON.readTree(response.body()));
    }
}
