package io.knowstream.job.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.knowstream.job.TestingJob;
import io.knowstream.job.config.EffectiveConfiguration;
import io.knowstream.job.config.JobConfig;
import io.knowstream.job.monitor.TestingProcesses;
import io.knowstream.job.process.ProcessCluster;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.flink.configuration.RestOptions;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The job and the commands on a broker that wants TLS and a password and allows what docs/security.md lists and no more; then
 * the password is looked for wherever somebody could read it who should not.
 */
@Timeout(600)
class SecuredJobITCase {

    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final String PASSWORD = "pl4nted-to-be-looked-for";
    private static final String VARIABLE = "KNOWSTREAM_TEST_PASSWORD";

    /** What everybody may read. */
    @TempDir
    private Path directory;

    /** What only the processes may. */
    @TempDir
    private Path secrets;

    @TempDir
    private Path brokers;

    @Test
    void runsOverTlsWithAPasswordThatNobodyElseLearns() throws Exception {
        Files.writeString(secrets.resolve("kafka.properties"), "user=x\npassword=" + PASSWORD + "\n");
        try (SecuredBroker broker = SecuredBroker.start(brokers, PASSWORD)) {
            grant(broker);
            String reference = "${file:" + secrets.resolve("kafka.properties") + ":password}";
            Path file = configuration(broker, "job.yaml", reference);
            JobConfig config = JobConfig.of(EffectiveConfiguration.load(file, Map.of()));
            try (ProcessCluster cluster = new ProcessCluster(
                    directory.resolve("flink"),
                    directory.resolve("logs"),
                    1,
                    List.of("-XX:+UseSerialGC"),
                    TestingProcesses.small(config))) {
                cluster.start();
                TestingProcesses.submit(cluster, config, 1);
                publishAndRetry(broker, config);

                assertThat(run(file, "diagnose", "kafka", "-v", "--parallelism", "1"))
                        .isZero();
                assertThat(Files.readString(directory.resolve("diagnose.out"))).endsWith("Nothing is wrong.\n");
                run(file, "diagnose", "config", "-v", "--json");
                assertThat(Files.readString(directory.resolve("diagnose.out")))
                        .contains("kafka.properties.sasl.jaas.config")
                        .contains("******");

                assertThat(sweep(cluster, reference).found())
                        .as("what is submitted holds a reference: a password would have been found")
                        .anyMatch(place -> place.startsWith("flink/ha/"));
                Sweep sweep = sweep(cluster, PASSWORD);
                assertThat(sweep.seen())
                        .contains("/jobmanager/config", "/jobs/ID/config", "ps: job manager", "publish.err")
                        .anyMatch(place -> place.startsWith("logs/task-manager"));
                assertThat(sweep.found()).isEmpty();
            }
        }
    }

    private void publishAndRetry(SecuredBroker broker, JobConfig config) throws Exception {
        Path documents = Files.writeString(
                directory.resolve("documents.jsonl"),
                "{\"id\":\"1\",\"content\":\"Marie Curie was born in Warsaw.\"}\n{\n",
                StandardCharsets.UTF_8);
        Path withVariable = configuration(broker, "publish.yaml", "${env:" + VARIABLE + "}");
        assertThat(run(withVariable, "publish", "-v", "--input", documents.toString()))
                .as(() -> read(directory.resolve("publish.err")))
                .isZero();
        Path index = Path.of(config.index().path());
        await().atMost(PATIENCE).until(() -> TestingJob.documents(index) == 1);
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(run(withVariable, "retry", "-v", "--json")).isZero();
            assertThat(Files.readString(directory.resolve("retry.out"))).contains("\"sent\":1");
        });
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private Path configuration(SecuredBroker broker, String name, String password) throws Exception {
        return Files.writeString(
                directory.resolve(name),
                """
                index.path: %s
                checkpoint.interval: 1 s
                kafka:
                  bootstrap-servers: %s
                  properties:
                    security.protocol: SASL_SSL
                    sasl.mechanism: PLAIN
                    sasl.jaas.config: '%s'
                    ssl.truststore.type: PEM
                    ssl.truststore.location: %s
                """
                        .formatted(
                                directory.resolve("index"),
                                broker.saslOverTls(),
                                SecuredBroker.jaas(SecuredBroker.USER, password),
                                broker.certificate()));
    }

    /** The rights of docs/security.md. */
    private static void grant(SecuredBroker broker) throws Exception {
        try (Admin admin = broker.admin()) {
            admin.createTopics(Stream.of("documents", "documents-rejected", "graph-changes")
                            .map(name -> new NewTopic(name, 1, (short) 1))
                            .toList())
                    .all()
                    .get();
        }
        List<AclBinding> rights = new ArrayList<>();
        for (String topic : List.of("documents", "documents-rejected", "graph-changes")) {
            rights.add(allow(ResourceType.TOPIC, topic, PatternType.LITERAL, AclOperation.READ));
            rights.add(allow(ResourceType.TOPIC, topic, PatternType.LITERAL, AclOperation.WRITE));
        }
        rights.add(allow(ResourceType.GROUP, "knowstream", PatternType.PREFIXED, AclOperation.READ));
        rights.add(allow(ResourceType.TRANSACTIONAL_ID, "knowstream", PatternType.PREFIXED, AclOperation.WRITE));
        rights.add(allow(ResourceType.TRANSACTIONAL_ID, "knowstream", PatternType.PREFIXED, AclOperation.DESCRIBE));
        broker.grant(rights);
    }

    private static AclBinding allow(ResourceType type, String name, PatternType pattern, AclOperation operation) {
        return new AclBinding(
                new ResourcePattern(type, name, pattern),
                new AccessControlEntry("User:" + SecuredBroker.USER, "*", operation, AclPermissionType.ALLOW));
    }

    /** Runs a command as a process, with the password in its environment; the exit code. */
    private int run(Path configuration, String command, String... arguments) throws Exception {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "--add-opens=java.base/java.util=ALL-UNNAMED",
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "--add-opens=java.base/java.time=ALL-UNNAMED",
                "-Dknowstream.home=" + directory,
                "-cp",
                System.getProperty("java.class.path"),
                KnowstreamCli.class.getName(),
                command));
        line.addAll(List.of(arguments));
        line.addAll(List.of("--config", configuration.toString()));
        ProcessBuilder builder = new ProcessBuilder(line)
                .redirectOutput(directory.resolve(command + ".out").toFile())
                .redirectError(
                        Redirect.appendTo(directory.resolve(command + ".err").toFile()));
        builder.environment().put(VARIABLE, PASSWORD);
        return builder.start().waitFor();
    }

    private Sweep sweep(ProcessCluster cluster, String text) throws Exception {
        Sweep sweep = new Sweep(text);
        sweep.files(directory);
        sweep.commandLines();
        sweep.webUi(URI.create("http://127.0.0.1:" + cluster.client().get(RestOptions.PORT)));
        return sweep;
    }
}
