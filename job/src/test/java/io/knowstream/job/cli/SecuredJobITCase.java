package io.knowstream.job.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.knowstream.job.Ends;
import io.knowstream.job.Pipeline;
import io.knowstream.job.TestingJob;
import io.knowstream.job.config.EffectiveConfiguration;
import io.knowstream.job.config.JobConfig;
import io.knowstream.job.kafka.KafkaEnds;
import io.knowstream.job.monitor.JsonApi;
import io.knowstream.job.process.ProcessCluster;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.flink.client.deployment.StandaloneClusterId;
import org.apache.flink.client.deployment.executors.PipelineExecutorUtils;
import org.apache.flink.client.program.rest.RestClusterClient;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
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
                    directory.resolve("flink"), directory.resolve("logs"), 1, List.of("-XX:+UseSerialGC"), small(config))) {
                cluster.start();
                submit(cluster, config);
                publishAndRetry(broker, config);

                assertThat(run(file, "diagnose", "kafka", "-v", "--parallelism", "1"))
                        .isZero();
                assertThat(Files.readString(directory.resolve("diagnose.out"))).endsWith("Nothing is wrong.\n");
                run(file, "diagnose", "config", "-v", "--json");
                assertThat(Files.readString(directory.resolve("diagnose.out")))
                        .contains("kafka.properties.sasl.jaas.config")
                        .contains("******");

                Map<String, String> seen = everything(cluster);
                assertThat(seen.keySet())
                        .contains("/jobmanager/config", "command line of job-manager", "publish.err")
                        .anyMatch(place -> place.matches("/jobs/[0-9a-f]{32}/config"))
                        .anyMatch(place -> place.startsWith("flink/ha/"));
                assertThat(places(seen, reference))
                        .as("what is submitted holds a reference, so that a password would have been found")
                        .anyMatch(place -> place.startsWith("flink/ha/"));
                assertThat(places(seen, PASSWORD)).isEmpty();
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

    private static Configuration small(JobConfig config) {
        return new Configuration()
                .set(JobManagerOptions.JVM_HEAP_MEMORY, MemorySize.ofMebiBytes(256))
                .set(TaskManagerOptions.NUM_TASK_SLOTS, 1)
                .set(TaskManagerOptions.TASK_HEAP_MEMORY, MemorySize.ofMebiBytes(256))
                .set(
                        TaskManagerOptions.TASK_OFF_HEAP_MEMORY,
                        new MemorySize(config.inference().pool().budgetBytes()))
                .set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(64))
                .set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(64))
                .set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(64));
    }

    private static void submit(ProcessCluster cluster, JobConfig config) throws Exception {
        Configuration flink = config.flink().toFlink();
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(flink);
        env.setParallelism(1);
        KafkaEnds kafka = new KafkaEnds(config.kafka());
        Pipeline.build(env, config, new Ends(kafka.documents(false), kafka.rejected(), kafka.changes()));
        try (RestClusterClient<StandaloneClusterId> client =
                new RestClusterClient<>(cluster.client(), StandaloneClusterId.getInstance())) {
            StreamGraph graph = PipelineExecutorUtils.getStreamGraph(env.getStreamGraph(), flink);
            graph.serializeUserDefinedInstances();
            client.submitJob(graph).get(PATIENCE.toMinutes(), TimeUnit.MINUTES);
        }
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
                .redirectError(Redirect.appendTo(directory.resolve(command + ".err").toFile()));
        builder.environment().put(VARIABLE, PASSWORD);
        return builder.start().waitFor();
    }

    /** What can be read of all this without a right of its own: by place, its text. */
    private Map<String, String> everything(ProcessCluster cluster) throws Exception {
        Map<String, String> seen = new TreeMap<>();
        seen.putAll(webUi(cluster));
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                try {
                    seen.put(directory.relativize(file).toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
                } catch (NoSuchFileException e) {
                    // The cluster goes on working: its files come and go.
                    continue;
                }
            }
        }
        for (ProcessHandle child : ProcessHandle.current().descendants().toList()) {
            String line = child.info().commandLine().orElse("")
                    + String.join(" ", child.info().arguments().orElse(new String[0]));
            String name = line.contains("StandaloneSessionClusterEntrypoint") ? "job-manager" : "" + child.pid();
            seen.put("command line of " + name, line);
        }
        return seen;
    }

    private static Map<String, String> webUi(ProcessCluster cluster) throws Exception {
        URI address = URI.create("http://127.0.0.1:" + cluster.client().get(RestOptions.PORT));
        JsonApi api = new JsonApi(address);
        List<String> paths = new ArrayList<>(List.of(
                "/config",
                "/overview",
                "/jobs/overview",
                "/jobmanager/config",
                "/jobmanager/environment",
                "/jobmanager/metrics",
                "/jobmanager/thread-dump",
                "/taskmanagers"));
        for (JsonNode job : api.get("/jobs").orElseThrow().path("jobs")) {
            String path = "/jobs/" + job.path("id").asText();
            for (String detail : List.of(
                    "", "/config", "/plan", "/exceptions", "/accumulators", "/checkpoints", "/checkpoints/config", "/jobmanager/config")) {
                paths.add(path + detail);
            }
            for (JsonNode vertex : api.get(path).orElseThrow().path("vertices")) {
                paths.add(path + "/vertices/" + vertex.path("id").asText());
                paths.add(path + "/vertices/" + vertex.path("id").asText() + "/accumulators");
            }
        }
        for (JsonNode taskManager : api.get("/taskmanagers").orElseThrow().path("taskmanagers")) {
            paths.add("/taskmanagers/" + taskManager.path("id").asText());
            paths.add("/taskmanagers/" + taskManager.path("id").asText() + "/thread-dump");
        }
        Map<String, String> seen = new TreeMap<>();
        HttpClient http = HttpClient.newHttpClient();
        for (String path : paths) {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(URI.create(address + path)).build(), HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(path + ": " + answer.body()).isEqualTo(200);
            seen.put(path, answer.body());
        }
        return seen;
    }

    private static List<String> places(Map<String, String> seen, String text) {
        return seen.entrySet().stream()
                .filter(each -> each.getValue().contains(text))
                .map(Map.Entry::getKey)
                .toList();
    }
}
