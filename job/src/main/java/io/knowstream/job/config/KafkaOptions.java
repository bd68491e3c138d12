package io.knowstream.job.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/** Keys of the job's Kafka ends. */
public final class KafkaOptions {

    /** Brokers. */
    public static final ConfigOption<String> BOOTSTRAP_SERVERS = ConfigOptions.key("kafka.bootstrap-servers")
            .stringType()
            .defaultValue("localhost:9092")
            .withDescription("host:port of some brokers, separated by commas.");

    /** Input. */
    public static final ConfigOption<String> DOCUMENTS = ConfigOptions.key("kafka.topics.documents")
            .stringType()
            .defaultValue("documents")
            .withDescription("The topic that documents come from.");

    /** Dead letters. */
    public static final ConfigOption<String> REJECTED = ConfigOptions.key("kafka.topics.rejected")
            .stringType()
            .defaultValue("documents-rejected")
            .withDescription("The topic that rejected records go to, with their reasons.");

    /** Output. */
    public static final ConfigOption<String> CHANGES = ConfigOptions.key("kafka.topics.changes")
            .stringType()
            .defaultValue("graph-changes")
            .withDescription("The topic that changes of entities, links and relationships go to, exactly once.");

    /** Group. */
    public static final ConfigOption<String> GROUP_ID = ConfigOptions.key("kafka.group-id")
            .stringType()
            .defaultValue("knowstream")
            .withDescription(
                    "The group that offsets are committed under, for monitoring. The job goes by its checkpoints.");

    /** Transactions' names. */
    public static final ConfigOption<String> TRANSACTIONAL_ID_PREFIX = ConfigOptions.key(
                    "kafka.transactional-id-prefix")
            .stringType()
            .defaultValue("knowstream")
            .withDescription("Beginning of the names of transactions: no other job on the brokers may have the same.");

    /** Transactions' life. */
    public static final ConfigOption<Duration> TRANSACTION_TIMEOUT = ConfigOptions.key("kafka.transaction-timeout")
            .durationType()
            .defaultValue(Duration.ofMinutes(15))
            .withDescription("How long an outage may last without loss of changes that are not committed; at most the"
                    + " brokers' transaction.max.timeout.ms.");

    /** Everything else. */
    public static final ConfigOption<Map<String, String>> PROPERTIES = ConfigOptions.key("kafka.properties")
            .mapType()
            .defaultValue(Map.of())
            .withDescription(
                    "More properties of all Kafka clients, e.g. kafka.properties.security.protocol: SSL. Secrets"
                            + " are best referred to: ${env:NAME}, ${file:PATH:KEY} or ${directory:PATH:FILE}.");

    static final List<ConfigOption<?>> ALL = List.of(
            BOOTSTRAP_SERVERS,
            DOCUMENTS,
            REJECTED,
            CHANGES,
            GROUP_ID,
            TRANSACTIONAL_ID_PREFIX,
            TRANSACTION_TIMEOUT,
            PROPERTIES);

    private KafkaOptions() {}
}
