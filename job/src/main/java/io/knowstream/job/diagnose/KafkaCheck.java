package io.knowstream.job.diagnose;

import io.knowstream.job.kafka.DeadLetter;
import io.knowstream.job.kafka.KafkaConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import org.apache.kafka.common.acl.AclOperation;

/** What stands between the job and its topics. */
public final class KafkaCheck {

    /** What a dead letter has beside key and value: its reason, names, hash. */
    private static final int ENVELOPE = 4096;

    private final KafkaConfig config;
    private final KafkaReading reading;
    private final Map<String, String> figures = new LinkedHashMap<>();
    private final List<Finding> findings = new ArrayList<>();

    private KafkaCheck(KafkaConfig config, KafkaReading reading) {
        this.config = config;
        this.reading = reading;
    }

    /**
     * Diagnoses brokers and topics.
     *
     * @param rejectedMaxBytes {@code rejected.max-bytes}
     * @param parallelism of the job's source; empty where that is not known
     */
    public static Diagnosis of(
            KafkaConfig config, int rejectedMaxBytes, KafkaReading reading, OptionalInt parallelism) {
        KafkaCheck check = new KafkaCheck(config, reading);
        check.figures.put("brokers", config.bootstrapServers());
        reading.failure().ifPresent(check::failure);
        if (reading.failure().isEmpty()) {
            check.cluster();
            check.topic("kafka.topics.documents", config.documents(), AclOperation.READ);
            check.topic("kafka.topics.rejected", config.rejected(), AclOperation.WRITE);
            check.topic("kafka.topics.changes", config.changes(), AclOperation.WRITE);
            check.rejected(rejectedMaxBytes);
            check.subtasks(parallelism);
        }
        return new Diagnosis("kafka", check.figures, check.findings);
    }

    private void failure(KafkaReading.Failure failure) {
        findings.add(
                switch (failure.cause()) {
                    case PROPERTIES -> KafkaCodes.PROPERTIES.found(failure.message());
                    case UNREACHABLE -> KafkaCodes.UNREACHABLE.found(
                            config.bootstrapServers(), KafkaReader.PATIENCE.toSeconds() + " s", failure.message());
                    case AUTHENTICATION -> KafkaCodes.AUTHENTICATION.found(
                            config.bootstrapServers(),
                            config.properties().getOrDefault("sasl.mechanism", "no sasl.mechanism"),
                            failure.message());
                    case AUTHORISATION -> KafkaCodes.NOT_AUTHORISED.found("describe the cluster: " + failure.message());
                    case TLS -> KafkaCodes.TLS.found(config.bootstrapServers(), failure.message());
                });
    }

    private void cluster() {
        figures.put("answering", reading.brokers() + (reading.brokers() == 1 ? " broker" : " brokers"));
        figures.put(
                "group " + config.groupId(),
                reading.progress().map(this::progress).orElse("what it has committed is not known"));
        reading.denied().forEach(what -> findings.add(KafkaCodes.NOT_AUTHORISED.found(what)));
        long timeout = config.transactionTimeout().toMillis();
        reading.transactionMaxTimeoutMillis().ifPresent(most -> {
            figures.put("transactions", timeout + " ms of at most " + most);
            if (timeout > most) {
                findings.add(KafkaCodes.TRANSACTION_TIMEOUT.found(timeout, most));
            }
        });
    }

    private String progress(KafkaReading.Progress progress) {
        return progress.partitions() == 0
                ? "has committed nothing"
                : progress.lag() + " records behind the end of topic " + config.documents();
    }

    private void topic(String key, String name, AclOperation needed) {
        TopicReading topic = reading.topics().get(name);
        if (topic == null) {
            figures.put("topic " + name, "not there");
            if (reading.denied().stream().noneMatch(what -> what.endsWith("topic " + name))) {
                findings.add(KafkaCodes.TOPIC_MISSING.found(name, key, config.bootstrapServers()));
            }
            return;
        }
        figures.put(
                "topic " + name,
                "partitions: " + topic.partitions() + ", replicas: " + topic.replicas() + ", "
                        + (topic.allowed().isEmpty()
                                ? "rights not known"
                                : needed.name().toLowerCase(Locale.ROOT)
                                        + (topic.allows(needed) ? " allowed" : " not allowed")));
        if (!topic.allows(needed)) {
            findings.add(KafkaCodes.NOT_AUTHORISED.found(needed.name().toLowerCase(Locale.ROOT) + " topic " + name));
        }
        if (topic.offline() > 0) {
            findings.add(KafkaCodes.OFFLINE.found(topic.offline(), topic.partitions(), name));
        } else if (topic.underReplicated() > 0) {
            findings.add(KafkaCodes.UNDER_REPLICATED.found(topic.underReplicated(), topic.partitions(), name));
        }
        if (topic.replicas() == 1 && reading.brokers() > 1) {
            findings.add(KafkaCodes.NOT_REPLICATED.found(name, reading.brokers()));
        }
    }

    private void rejected(int rejectedMaxBytes) {
        TopicReading topic = reading.topics().get(config.rejected());
        long largest = base64(rejectedMaxBytes) + base64(DeadLetter.MAX_KEY_BYTES) + ENVELOPE;
        if (topic != null && topic.maxMessageBytes().orElse(Long.MAX_VALUE) < largest) {
            findings.add(KafkaCodes.REJECTED_SIZE.found(
                    largest,
                    rejectedMaxBytes,
                    config.rejected(),
                    topic.maxMessageBytes().getAsLong()));
        }
    }

    private static long base64(long bytes) {
        return (bytes + 2) / 3 * 4;
    }

    private void subtasks(OptionalInt parallelism) {
        figures.put(
                "parallelism",
                parallelism.isPresent()
                        ? Integer.toString(parallelism.getAsInt())
                        : "not known: no job answers (--flink URL), and no --parallelism is given");
        TopicReading topic = reading.topics().get(config.documents());
        if (topic != null && parallelism.orElse(0) > topic.partitions()) {
            findings.add(KafkaCodes.IDLE_SUBTASKS.found(
                    parallelism.getAsInt(),
                    config.documents(),
                    topic.partitions(),
                    parallelism.getAsInt() - topic.partitions()));
        }
    }
}
