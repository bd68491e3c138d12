package io.knowstream.index.elasticsearch;

import java.io.Serializable;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Where a cluster of Elasticsearch is and how the indices are kept there. Holds no secret: what is secret is read by each
 * process from a file or its environment when it connects.
 *
 * @param hosts addresses such as {@code https://search-1:9200}; at least one
 * @param prefix begins the names of all indices; no two jobs may share it
 * @param shards primary shards of each index; fixed when it is created
 * @param replicas copies of each shard beside it; set when it is created
 * @param flushInterval how long a change waits at most for others to be sent with it
 * @param caCertificate file of the certificate that the servers' are signed by; null for those that Java trusts
 * @param username null for none
 * @param passwordFile file of the user's password; null where the environment has it
 * @param apiKeyFile file of an API key, in place of a user; null where the environment has it or none is needed
 * @param rebuild token under which a restored job writes the indices anew from the state of all operators, once; null for none
 */
public record ElasticsearchConfig(
        List<String> hosts,
        String prefix,
        int shards,
        int replicas,
        Duration flushInterval,
        String caCertificate,
        String username,
        String passwordFile,
        String apiKeyFile,
        String rebuild)
        implements Serializable {

    /** Default of {@code index.elasticsearch.hosts}. */
    public static final List<String> DEFAULT_HOSTS = List.of("http://localhost:9200");

    /** Default of {@code index.elasticsearch.prefix}. */
    public static final String DEFAULT_PREFIX = "knowstream";

    /** Default of {@code index.elasticsearch.flush-interval}. */
    public static final Duration DEFAULT_FLUSH_INTERVAL = Duration.ofSeconds(1);

    /** Environment variable of the user's password. */
    public static final String PASSWORD_VARIABLE = "KNOWSTREAM_ELASTICSEARCH_PASSWORD";

    /** Environment variable of the API key. */
    public static final String API_KEY_VARIABLE = "KNOWSTREAM_ELASTICSEARCH_API_KEY";

    private static final int MAX_SHARDS = 1_024;
    private static final int MAX_REPLICAS = 64;
    private static final Duration MAX_FLUSH_INTERVAL = Duration.ofMinutes(10);

    /** What Elasticsearch allows of a name, with room for what follows. */
    private static final Pattern PREFIX = Pattern.compile("[a-z0-9][a-z0-9_.-]{0,199}");

    public ElasticsearchConfig {
        hosts = List.copyOf(hosts);
        if (hosts.isEmpty()) {
            throw new IllegalArgumentException("index.elasticsearch.hosts must name at least one (got none)");
        }
        hosts.forEach(ElasticsearchConfig::address);
        if (!PREFIX.matcher(prefix).matches()) {
            throw new IllegalArgumentException(
                    "index.elasticsearch.prefix must be lower-case letters, digits, '_', '.' and '-', begin with a letter"
                            + " or a digit and have at most 200 characters (got '" + prefix + "')");
        }
        within("index.elasticsearch.shards", shards, 1, MAX_SHARDS);
        within("index.elasticsearch.replicas", replicas, 0, MAX_REPLICAS);
        if (flushInterval.toMillis() < 1 || flushInterval.compareTo(MAX_FLUSH_INTERVAL) > 0) {
            throw new IllegalArgumentException("index.elasticsearch.flush-interval must be from 1 ms to 10 min (got "
                    + flushInterval.toMillis() + " ms)");
        }
        if (passwordFile != null && username == null) {
            throw new IllegalArgumentException(
                    "index.elasticsearch.password-file needs index.elasticsearch.username, which is not set");
        }
        if (username != null && apiKeyFile != null) {
            throw new IllegalArgumentException(
                    "index.elasticsearch.username and index.elasticsearch.api-key-file cannot both say who asks");
        }
    }

    /** The defaults at an address, one shard an index, no copies and nobody's name. */
    public static ElasticsearchConfig at(String host) {
        return new ElasticsearchConfig(
                List.of(host), DEFAULT_PREFIX, 1, 0, DEFAULT_FLUSH_INTERVAL, null, null, null, null, null);
    }

    /** An address in its parts, with a port. */
    static URI address(String host) {
        try {
            URI address = URI.create(host);
            boolean web = "http".equals(address.getScheme()) || "https".equals(address.getScheme());
            if (web
                    && address.getHost() != null
                    && address.getUserInfo() == null
                    && address.getPort() > 0
                    && isBare(address)) {
                return address;
            }
        } catch (IllegalArgumentException e) {
            throw refused(host, e);
        }
        throw refused(host, null);
    }

    /**
     * Refuses addresses that have a user in them, without showing it.
     *
     * @throws IllegalArgumentException where there is one
     */
    public static void requireNoUser(String hosts) {
        if (hosts.contains("@")) {
            throw refused(hosts, null);
        }
    }

    /** The client would ask another place than the address says. */
    private static boolean isBare(URI address) {
        return (address.getRawPath().isEmpty() || address.getRawPath().equals("/"))
                && address.getRawQuery() == null
                && address.getRawFragment() == null;
    }

    private static IllegalArgumentException refused(String host, IllegalArgumentException cause) {
        // Whoever writes a password into an address, however it is spelled, must not find it in the log; nor in a
        // cause,
        // which repeats the address.
        int at = host.lastIndexOf('@');
        String shown = at < 0 ? host : "..." + host.substring(at);
        return new IllegalArgumentException(
                "index.elasticsearch.hosts must be addresses such as https://search-1:9200, with a port, without a user and"
                        + " without a path (got " + shown + ")",
                at < 0 ? cause : null);
    }

    private static void within(String key, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(key + " must be from " + least + " to " + most + " (got " + value + ")");
        }
    }
}
