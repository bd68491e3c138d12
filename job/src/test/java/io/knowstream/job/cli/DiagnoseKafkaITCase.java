package io.knowstream.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.knowstream.job.process.FreePorts;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What stands between a job and real brokers, one thing after the other. */
@Timeout(120)
class DiagnoseKafkaITCase {

    @TempDir
    private Path directory;

    @Test
    void findsTopicsThatAreMissingAndSubtasksThatReadNothing() throws Exception {
        try (LocalBroker broker = LocalBroker.start(directory.resolve("broker"))) {
            String brokers = broker.bootstrapServers();
            CommandLineRun missing = diagnose(brokers);
            assertThat(missing.code()).isEqualTo(1);
            assertThat(missing.out())
                    .contains("ERROR kafka.topic-missing: there is no topic documents (kafka.topics.documents) at "
                            + brokers + ".")
                    .contains("there is no topic documents-rejected (kafka.topics.rejected)")
                    .contains("there is no topic graph-changes (kafka.topics.changes)");
            for (String topic : List.of("documents", "documents-rejected", "graph-changes")) {
                broker.createTopic(topic, 2);
            }
            CommandLineRun sound = diagnose(brokers, "--parallelism", "2");
            assertThat(sound.out())
                    .contains(
                            "1 broker",
                            "has committed nothing",
                            "topic documents",
                            "partitions: 2, replicas: 1, read allowed")
                    .endsWith("Nothing is wrong.\n");
            assertThat(sound.code()).isZero();
            CommandLineRun idle = diagnose(brokers, "--parallelism", "5");
            assertThat(idle.code()).isEqualTo(1);
            assertThat(idle.out())
                    .contains("WARNING kafka.parallelism-above-partitions: the parallelism of the source is 5, more"
                            + " than the partitions of topic documents, which are 2; subtasks that read nothing: 3.");
        }
    }

    @Test
    void saysThatNobodyListens() {
        String nobody = "127.0.0.1:" + FreePorts.find(1).get(0);
        CommandLineRun run = diagnose(nobody);
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out()).contains("ERROR kafka.unreachable: no broker answers at " + nobody + " within 8 s: ");
        CommandLineRun unknown = diagnose("no-such-host.invalid:9092");
        assertThat(unknown.out()).contains("ERROR kafka.unreachable: no broker answers at no-such-host.invalid:9092");
    }

    @Test
    void saysWhatIsWrongWithCredentials() throws Exception {
        try (SecuredBroker broker = SecuredBroker.start(directory)) {
            assertThat(login(broker, "wrong").out())
                    .contains("ERROR kafka.authentication-failed: the brokers at " + broker.sasl()
                            + " refuse the credentials (PLAIN): Authentication failed: Invalid username or password.");
            CommandLineRun denied = login(broker, SecuredBroker.PASSWORD);
            assertThat(denied.code()).isEqualTo(1);
            assertThat(denied.out())
                    .contains("ERROR kafka.not-authorised: the user may not describe topic documents.")
                    .contains("ERROR kafka.not-authorised: the user may not read what group knowstream has committed.")
                    .contains("what it has committed is not known")
                    .doesNotContain("kafka.topic-missing");
            assertThat(diagnose(broker.sasl(), "-D", "kafka.properties.security.protocol=SASL_PLAINTEXT")
                            .out())
                    .contains("ERROR kafka.properties-wrong: no client can be made of kafka.properties: ");
            assertThat(diagnose(broker.tls(), "-D", "kafka.properties.security.protocol=SSL")
                            .out())
                    .contains("ERROR kafka.tls-failed: no TLS connection with " + broker.tls() + ": ");
        }
    }

    private static CommandLineRun login(SecuredBroker broker, String password) {
        return diagnose(
                broker.sasl(),
                "-D",
                "kafka.properties.security.protocol=SASL_PLAINTEXT",
                "-D",
                "kafka.properties.sasl.mechanism=PLAIN",
                "-D",
                "kafka.properties.sasl.jaas.config=" + SecuredBroker.jaas(SecuredBroker.USER, password));
    }

    /** With no job anywhere. */
    private static CommandLineRun diagnose(String brokers, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "diagnose",
                "kafka",
                "--flink",
                "http://127.0.0.1:" + FreePorts.find(1).get(0),
                "-D",
                "kafka.bootstrap-servers=" + brokers));
        arguments.addAll(List.of(more));
        return CommandLineRun.of(arguments.toArray(String[]::new));
    }
}
