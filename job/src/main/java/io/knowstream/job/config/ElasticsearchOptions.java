package io.knowstream.job.config;

import io.knowstream.index.elasticsearch.ElasticsearchConfig;
import java.time.Duration;
import java.util.List;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/** Keys of indices in Elasticsearch. */
final class ElasticsearchOptions {

    /** Addresses. */
    static final ConfigOption<String> HOSTS = ConfigOptions.key("index.elasticsearch.hosts")
            .stringType()
            .defaultValue(String.join(",", ElasticsearchConfig.DEFAULT_HOSTS))
            .withDescription("Addresses of some nodes, http or https and with a port, separated by commas.");

    /** Names. */
    static final ConfigOption<String> PREFIX = ConfigOptions.key("index.elasticsearch.prefix")
            .stringType()
            .defaultValue(ElasticsearchConfig.DEFAULT_PREFIX)
            .withDescription(
                    "Begins the names of the indices, as in knowstream-entities. No two jobs may have the same on one"
                            + " cluster: the one that started first stops.");

    /** Shards. */
    static final ConfigOption<Integer> SHARDS = ConfigOptions.key("index.elasticsearch.shards")
            .intType()
            .defaultValue(1)
            .withDescription("Primary shards of each index. Fixed when it is made.");

    /** Copies. */
    static final ConfigOption<Integer> REPLICAS = ConfigOptions.key("index.elasticsearch.replicas")
            .intType()
            .defaultValue(1)
            .withDescription(
                    "Copies of each shard beside it. Set when an index is made; Elasticsearch changes it later.");

    /** Buffering. */
    static final ConfigOption<Duration> FLUSH_INTERVAL = ConfigOptions.key("index.elasticsearch.flush-interval")
            .durationType()
            .defaultValue(ElasticsearchConfig.DEFAULT_FLUSH_INTERVAL)
            .withDescription("How long a change waits at most for others that are sent with it.");

    /** TLS. */
    static final ConfigOption<String> CA_CERTIFICATE = ConfigOptions.key("index.elasticsearch.ca-certificate")
            .stringType()
            .noDefaultValue()
            .withDescription("File of the certificates that the nodes' are signed by, on every task manager; without it"
                    + " those that Java trusts.");

    /** Who asks. */
    static final ConfigOption<String> USERNAME = ConfigOptions.key("index.elasticsearch.username")
            .stringType()
            .noDefaultValue()
            .withDescription("The user that writes the indices.");

    /** The user's password. */
    static final ConfigOption<String> PASSWORD_FILE = ConfigOptions.key("index.elasticsearch.password-file")
            .stringType()
            .noDefaultValue()
            .withDescription("File of the user's password, on every task manager; without it the environment variable "
                    + ElasticsearchConfig.PASSWORD_VARIABLE + ".");

    /** In place of a user. */
    static final ConfigOption<String> API_KEY_FILE = ConfigOptions.key("index.elasticsearch.api-key-file")
            .stringType()
            .noDefaultValue()
            .withDescription("File of an API key, encoded, in place of user and password; without it the environment"
                    + " variable " + ElasticsearchConfig.API_KEY_VARIABLE + ", where that is set.");

    static final List<ConfigOption<?>> ALL = List.of(
            HOSTS, PREFIX, SHARDS, REPLICAS, FLUSH_INTERVAL, CA_CERTIFICATE, USERNAME, PASSWORD_FILE, API_KEY_FILE);

    private ElasticsearchOptions() {}

    static ElasticsearchConfig of(EffectiveConfiguration config) {
        String all = config.get(HOSTS);
        if (all.contains("@")) {
            // A password may have a comma in it: what is before that would be shown as an address of its own.
            ElasticsearchConfig.requireNoUser(all);
        }
        List<String> hosts = List.of(all.split(",")).stream()
                .map(String::strip)
                .filter(host -> !host.isEmpty())
                .toList();
        return new ElasticsearchConfig(
                hosts,
                config.get(PREFIX),
                config.get(SHARDS),
                config.get(REPLICAS),
                config.get(FLUSH_INTERVAL),
                config.get(CA_CERTIFICATE),
                config.get(USERNAME),
                config.get(PASSWORD_FILE),
                config.get(API_KEY_FILE),
                JobConfig.rebuild(config));
    }
}
