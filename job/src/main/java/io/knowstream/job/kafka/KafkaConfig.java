package io.knowstream.job.kafka;

import java.io.Serializable;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

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
 * @param properties of every client, e.g. {@code security.protocol}; secrets best as {@linkplain SecretReferences
 *     references}
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

    /**
     * The properties of every client of the commands, the brokers among them; the caller's own to add to.
     *
     * @throws ConfigException if one refers to a secret that is not there
     */
    public Map<String, Object> clientProperties() {
        SecretReferences.requireResolved(properties);
        Map<String, Object> client = new HashMap<>(SecretReferences.resolvable(properties));
        client.put("bootstrap.servers", bootstrapServers);
        return client;
    }

    /** The references to secrets that cannot be resolved in this process, each with its key; those of the job are for others. */
    public List<String> unresolvedSecrets() {
        return SecretReferences.unresolved(properties).stream()
                .map(each -> "kafka.properties." + each)
                .toList();
    }

    /** Whether a property of a client is a secret by Kafka's own definition, as a password or a private key. */
    public static boolean isSecret(String property) {
        return Stream.of(ProducerConfig.configDef(), ConsumerConfig.configDef(), AdminClientConfig.configDef())
                .map(definition -> definition.configKeys().get(property))
                .anyMatch(key -> key != null && key.type == ConfigDef.Type.PASSWORD);
    }

    /** Whether a value of a property refers to its secrets instead of holding one of them. */
    public static boolean refersToSecret(String value) {
        return SecretReferences.hides(value);
    }

    /** Without the values of properties: there may be a secret among them. */
    @Override
    public String toString() {
        return "KafkaConfig[" + bootstrapServers + ", " + documents + ", " + rejected + ", " + changes + ", " + groupId
                + ", " + transactionalIdPrefix + ", " + transactionTimeout + ", properties " + properties.keySet()
                + "]";
    }

    private static void require(String key, String value) {
        if (value.isBlank()) {
            throw new IllegalArgumentException(key + " must not be blank");
        }
    }
}
