package io.knowstream.job.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import io.knowstream.job.kafka.KafkaConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.junit.jupiter.api.Test;

/** What a broker in a test does not do: replicas, partitions and limits that are lost or too small. */
class KafkaCheckTest {

    private static final TopicReading SOUND =
            new TopicReading(4, 2, 0, 0, Optional.of(Set.of(AclOperation.ALL)), OptionalLong.of(1_048_588));

    private final Map<String, TopicReading> topics =
            new TreeMap<>(Map.of("documents", SOUND, "documents-rejected", SOUND, "graph-changes", SOUND));

    @Test
    void saysNothingOfTopicsThatAreSound() {
        assertThat(messages(OptionalLong.of(900_000))).isEmpty();
    }

    @Test
    void saysWhatIsLost() {
        topics.put(
                "documents",
                new TopicReading(4, 2, 1, 3, Optional.of(Set.of(AclOperation.READ)), OptionalLong.empty()));
        topics.put("graph-changes", new TopicReading(4, 2, 0, 3, Optional.empty(), OptionalLong.empty()));
        topics.put("documents-rejected", new TopicReading(4, 1, 0, 0, Optional.empty(), OptionalLong.of(500_000)));
        assertThat(messages(OptionalLong.of(600_000)))
                .containsExactly(
                        "1 of 4 partitions of topic documents have no leader",
                        "kafka.transaction-timeout is 900000 ms, and the brokers allow 600000 ms"
                                + " (transaction.max.timeout.ms): the job cannot start its transactions",
                        "topic documents-rejected has one replica on a cluster of 3 brokers: one lost disk loses records",
                        "dead letters may have 708612 bytes, as rejected.max-bytes is 524288 and they are written in"
                                + " Base64, and topic documents-rejected takes 500000 bytes (max.message.bytes)",
                        "3 of 4 partitions of topic graph-changes have fewer replicas in sync than they should");
    }

    @Test
    void saysWhatTheUserMayNotDo() {
        topics.put(
                "documents-rejected",
                new TopicReading(4, 2, 0, 0, Optional.of(Set.of(AclOperation.READ)), OptionalLong.empty()));
        assertThat(messages(OptionalLong.empty())).containsExactly("the user may not write topic documents-rejected");
    }

    @Test
    void tellsAGroupThatHasCommittedNothingFromOneThatNobodyKnowsOf() {
        assertThat(group(Optional.of(new KafkaReading.Progress(2, 7))))
                .isEqualTo("7 records behind the end of topic documents");
        assertThat(group(Optional.of(new KafkaReading.Progress(0, 0)))).isEqualTo("has committed nothing");
        assertThat(group(Optional.empty())).isEqualTo("what it has committed is not known");
    }

    private String group(Optional<KafkaReading.Progress> progress) {
        KafkaReading reading = new KafkaReading(Optional.empty(), 3, topics, List.of(), progress, OptionalLong.empty());
        return diagnosis(reading).figures().get("group knowstream");
    }

    @Test
    void aUserWhoMayNotDescribeTheClusterIsNotToldThatNobodyAnswers() {
        ClusterAuthorizationException denied = new ClusterAuthorizationException("Cluster authorization failed.");
        assertThat(diagnosis(KafkaReading.failed(KafkaReader.cause(denied), denied.getMessage()))
                        .findings())
                .extracting(Finding::message)
                .containsExactly("the user may not describe the cluster: Cluster authorization failed");
    }

    private List<String> messages(OptionalLong transactionMaxTimeout) {
        KafkaReading reading = new KafkaReading(
                Optional.empty(),
                3,
                topics,
                List.of(),
                Optional.of(new KafkaReading.Progress(4, 7)),
                transactionMaxTimeout);
        return new ArrayList<>(
                diagnosis(reading).findings().stream().map(Finding::message).toList());
    }

    private static Diagnosis diagnosis(KafkaReading reading) {
        KafkaConfig config = new KafkaConfig(
                "localhost:9092",
                "documents",
                "documents-rejected",
                "graph-changes",
                "knowstream",
                "knowstream",
                Duration.ofMinutes(15),
                Map.of());
        return KafkaCheck.of(config, 512 << 10, reading, OptionalInt.of(4));
    }
}
