package io.knowstream.job.kafka;

import java.io.Serializable;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where the job's Kafka ends are.
 *
 * @param bootstrapServers {@code host:port}, separated by commas
 * @param documents the topic of documents
 * @param rejected the topic of dead letters
 * @param changes the topic of changes of the graph
 * @param groupId the group under which offsets are committed, for those who watch; the job itself goes by its checkpoints
 * @param transactionalIdPrefix unique to this job on its Kafka cluster
 * @param transactionTimeout how long a transaction may stay open: longer than the longest outage to be survived, at most
 *     the broker's {@code transaction.max.timeout.ms}
 * @param properties of every client, e.g. {@code security.protocol}
 */
public record KafkaConfig(
        String bootstrapServers,
        String documents,
        String rejected,
        String changes,
        String groupId,
        String transactionalIdPrefix,
        Duration transactionTimeout,
        Map<String, String> properties)
        implements Serializable {

    /** What the records of the topic of dead letters must leave free of a producer's one MiB. */
    public static final int LARGEST_REJECTED_BYTES = 700 << 10;

    public KafkaConfig {
        require("kafka.bootstrap-servers", bootstrapServers);
        require("kafka.topics.documents", documents);
        require("kafka.topics.rejected", rejected);
        require("kafka.topics.changes", changes);
        require("kafka.group-id", groupId);
        require("kafka.transactional-id-prefix", transactionalIdPrefix);
        if (documents.equals(rejected) || documents.equals(changes) || rejected.equals(changes)) {
            throw new IllegalArgumentException("kafka.topics.documents, .rejected and .changes must differ (got "
                    + documents + ", " + rejected + ", " + changes + ")");
        }
        if (transactionTimeout.compareTo(Duration.ofSeconds(10)) < 0) {
            throw new IllegalArgumentException(
                    "kafka.transaction-timeout must be at least 10 s (got " + transactionTimeout + ")");
        }
        properties = new TreeMap<>(properties);
    }

    /** The properties of every client of the commands, the brokers among them; the caller's own to add to. */
    public Map<String, Object> clientProperties() {
        Map<String, Object> client = new HashMap<>(properties);
        client.put("bootstrap.servers", bootstrapServers);
        return client;
    }

    private static void require(String key, String value) {
        if (value.isBlank()) {
            throw new IllegalArgumentException(key + " must not be blank");
        }
    }
}
