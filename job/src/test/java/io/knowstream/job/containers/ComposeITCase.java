package io.knowstream.job.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.knowstream.job.process.BrokerProcess;
import io.knowstream.job.process.BrokerSettings;
import io.knowstream.job.process.ChildProcess;
import io.knowstream.job.process.FlinkCommand;
import io.knowstream.job.process.FlinkFile;
import io.knowstream.job.process.FreePorts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.HighAvailabilityOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.container.entrypoint.StandaloneApplicationClusterEntryPoint;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The services of {@code docker-compose.yml} as processes of this machine: their entry points, arguments, settings, topics
 * and files, with folders in the place of volumes and free ports in the place of networks.
 */
@Timeout(1200)
class ComposeITCase {

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Duration PAUSE = Duration.ofSeconds(3);
    private static final Pattern TOPIC = Pattern.compile("create --topic (\\S+)(?: --config ([a-z.]+)=(\\S+))?");
    private static final Pattern PARTITIONS = Pattern.compile("--partitions (\\d+)");
    private static final Pattern SAVEPOINT = Pattern.compile("Path: (\\S+)");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<Integer> ports = FreePorts.find(7);
    private final int zooKeeper = ports.get(0);
    private final int rest = ports.get(1);
    private final int rpc = ports.get(2);
    private final BrokerSettings broker;
    private ComposeFile compose;
    private final Path directory;
    private final HttpClient http = HttpClient.newHttpClient();

    ComposeITCase(@TempDir Path directory) throws Exception {
        this.directory = directory.toRealPath();
        compose = ComposeFile.read();
        broker = new BrokerSettings(this.directory.resolve("kafka"), ports.get(3), ports.get(4));
    }

    @Test
    void documentsBecomeAGraphWhichOutlivesAnotherParallelismAndAllOfFlink() throws Exception {
        try (TestingImage image = new TestingImage(directory.resolve("image"));
                ChildProcess kafka =
                        BrokerProcess.create(broker, directory.resolve("broker"), directory.resolve("logs"))) {
            kafka.start();
            try {
                run(image);
            } catch (Throwable e) {
                e.addSuppressed(new AssertionError(image.lastWords()));
                throw e;
            }
        }
    }

    private void run(TestingImage image) throws Exception {
        image.java("zookeeper", zooKeeper(image));
        createTopics();
        Files.writeString(
                Path.of(image.inside("/opt/knowstream/conf/knowstream.yaml")),
                image.inside(Shipped.text("docker/knowstream.yaml")).replace("kafka:9092", broker.bootstrapServers()),
                StandardCharsets.UTF_8);
        Process jobManager = image.java("jobmanager", jobManager(image));
        Process taskManager = image.java("taskmanager", taskManager(image));

        publish(image, Shipped.ROOT.resolve(documents()));
        awaitEntity(image, "Marie Curie");
        String first = job();
        assertThat(parallelism(first)).isEqualTo(2);
        assertThat(get(rest, "/config")).as("what probes ask for").contains("flink-version");
        assertThat(get(metrics("taskmanager"), "/metrics")).contains("flink_taskmanager_job_task_operator_");
        assertThat(get(metrics("jobmanager"), "/metrics")).contains("flink_jobmanager_job_");
        TestingImage.Said models = image.knowstream("models", "list");
        assertThat(models.code()).as(models.text()).isZero();
        TestingImage.Said report = image.knowstream("report", "--flink", "http://127.0.0.1:" + rest);
        assertThat(report.code()).as(report.text()).isZero();

        // Another parallelism takes a run of another name, from a savepoint.
        String savepoint = savepoint(image, first);
        kill(jobManager, taskManager);
        compose = ComposeFile.read(
                Map.of("KNOWSTREAM_RUN", "second", "SAVEPOINT", savepoint, "PARALLELISM", "1", "TASK_SLOTS", "1"));
        jobManager = image.java("jobmanager", jobManager(image));
        taskManager = image.java("taskmanager", taskManager(image));
        await().atMost(PATIENCE).pollInterval(PAUSE).ignoreExceptions().until(() -> restored(job())
                .get("is_savepoint")
                .booleanValue());
        String second = job();
        assertThat(second).isNotEqualTo(first);
        assertThat(parallelism(second)).isEqualTo(1);
        publish(image, document("more", "Lise Meitner was born in Vienna. Otto Hahn worked in Berlin."));
        awaitEntity(image, "Lise Meitner");

        // As 'docker kill' does it: no process has the time to say anything. What goes on is the run, not the
        // savepoint.
        kill(jobManager, taskManager);
        image.java("jobmanager", jobManager(image));
        image.java("taskmanager", taskManager(image));
        await().atMost(PATIENCE).pollInterval(PAUSE).ignoreExceptions().until(() -> !restored(second)
                .get("is_savepoint")
                .booleanValue());
        publish(image, document("last", "Max Planck was born in Kiel. Emmy Noether worked in Erlangen."));
        awaitEntity(image, "Max Planck");
    }

    private static void kill(Process... processes) throws InterruptedException {
        for (Process process : processes) {
            process.destroyForcibly().waitFor();
        }
    }

    private static void publish(TestingImage image, Path documents) throws Exception {
        TestingImage.Said published = image.knowstream("publish", "--input", documents.toString());
        assertThat(published.code()).as(published.text()).isZero();
    }

    private Path document(String id, String content) throws IOException {
        return Files.writeString(
                directory.resolve(id + ".jsonl"),
                "{\"id\": \"" + id + "\", \"content\": \"" + content + "\"}\n",
                StandardCharsets.UTF_8);
    }

    /** Makes a savepoint as README.md says; where it is in the image. */
    private String savepoint(TestingImage image, String job) throws Exception {
        TestingImage.Said made = image.flink("savepoint", "-m", "127.0.0.1:" + rest, job);
        assertThat(made.code()).as(made.text()).isZero();
        Matcher path = SAVEPOINT.matcher(made.text());
        assertThat(path.find()).as(made.text()).isTrue();
        return image.outside(path.group(1));
    }

    private List<String> zooKeeper(TestingImage image) throws IOException {
        List<String> arguments =
                compose.command("zookeeper").stream().map(image::inside).toList();
        Files.writeString(
                Path.of(arguments.get(arguments.size() - 1)),
                image.inside(Shipped.text("docker/zoo.cfg"))
                        .replace("clientPort=2181", "clientPort=" + zooKeeper + "\nclientPortAddress=127.0.0.1"),
                StandardCharsets.UTF_8);
        return arguments;
    }

    private void createTopics() throws Exception {
        String script = compose.command("topics").get(2);
        int partitions = PARTITIONS
                .matcher(script)
                .results()
                .mapToInt(found -> Integer.parseInt(found.group(1)))
                .findFirst()
                .orElseThrow();
        List<NewTopic> topics = TOPIC.matcher(script)
                .results()
                .map(found -> new NewTopic(found.group(1), partitions, (short) 1)
                        .configs(found.group(2) == null ? Map.of() : Map.of(found.group(2), found.group(3))))
                .toList();
        assertThat(topics).hasSize(3);
        try (Admin admin =
                Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, (Object) broker.bootstrapServers()))) {
            admin.createTopics(topics).all().get();
        }
    }

    /** The one file of the project that the service of the demo's documents mounts to publish it. */
    private String documents() {
        String target = compose.argument("documents", "--input");
        for (JsonNode volume : compose.service("documents").get("volumes")) {
            if (volume.textValue().endsWith(":" + target + ":ro")) {
                return volume.textValue().split(":")[0];
            }
        }
        throw new IllegalStateException("nothing is mounted at " + target);
    }

    private List<String> jobManager(TestingImage image) throws IOException {
        List<String> words = compose.command("jobmanager");
        assertThat(words.get(0)).isEqualTo("standalone-job");
        FlinkCommand command = FlinkCommand.jobManager(flink(image, "jobmanager"), conf("jobmanager"));
        List<String> arguments = new ArrayList<>(command.arguments());
        words.subList(1, words.size()).forEach(word -> arguments.add(image.inside(word)));
        return java(image, command.jvmOptions(), StandaloneApplicationClusterEntryPoint.class.getName(), arguments);
    }

    private List<String> taskManager(TestingImage image) throws IOException {
        assertThat(compose.command("taskmanager")).containsExactly("taskmanager");
        FlinkCommand command = FlinkCommand.taskManager(flink(image, "taskmanager"), conf("taskmanager"));
        return java(image, command.jvmOptions(), command.main(), command.arguments());
    }

    private Path conf(String service) {
        return directory.resolve("conf").resolve(service);
    }

    private int metrics(String service) {
        return ports.get(service.equals("jobmanager") ? 5 : 6);
    }

    private static List<String> java(TestingImage image, List<String> jvmOptions, String main, List<String> arguments) {
        List<String> words = new ArrayList<>(jvmOptions);
        words.addAll(List.of("-cp", image.inside("/opt/flink/lib/*"), main));
        words.addAll(arguments);
        return words;
    }

    /** The service's settings, on this machine; written where its process reads them. */
    private Configuration flink(TestingImage image, String service) throws IOException {
        Map<String, String> lines = new HashMap<>();
        compose.flink(service).toMap().forEach((key, value) -> lines.put(key, image.inside(value)));
        Configuration flink = Configuration.fromMap(lines)
                .set(CoreOptions.FLINK_JVM_OPTIONS, String.join(" ", FlinkFile.OPENS))
                .set(HighAvailabilityOptions.HA_ZOOKEEPER_QUORUM, "127.0.0.1:" + zooKeeper)
                .set(HighAvailabilityOptions.HA_JOB_MANAGER_PORT_RANGE, Integer.toString(rpc))
                .set(RestOptions.ADDRESS, "127.0.0.1")
                .set(RestOptions.BIND_ADDRESS, "127.0.0.1")
                .set(RestOptions.PORT, rest)
                .set(JobManagerOptions.ADDRESS, "127.0.0.1")
                .set(JobManagerOptions.BIND_HOST, "127.0.0.1")
                .set(TaskManagerOptions.HOST, "127.0.0.1")
                .set(TaskManagerOptions.BIND_HOST, "127.0.0.1");
        flink.setString(FlinkKeys.METRICS_PORT, Integer.toString(metrics(service)));
        FlinkFile.write(flink, conf(service));
        return flink;
    }

    private void awaitEntity(TestingImage image, String name) {
        await().atMost(PATIENCE)
                .pollInterval(PAUSE)
                .until(() -> image.knowstream("query", "entity", name, "--index", image.inside("/opt/flink/data/index"))
                                .code()
                        == 0);
    }

    private String job() throws Exception {
        JsonNode jobs = JSON.readTree(get(rest, "/jobs/overview")).get("jobs");
        assertThat(jobs).hasSize(1);
        assertThat(jobs.get(0).get("state").textValue()).isEqualTo("RUNNING");
        return jobs.get(0).get("jid").textValue();
    }

    /** The checkpoint that a job went on from. */
    private JsonNode restored(String job) throws Exception {
        return JSON.readTree(get(rest, "/jobs/" + job + "/checkpoints")).at("/latest/restored");
    }

    /** The highest that a task of a job has. */
    private int parallelism(String job) throws Exception {
        return JSON.readTree(get(rest, "/jobs/" + job)).get("vertices").findValues("parallelism").stream()
                .mapToInt(JsonNode::intValue)
                .max()
                .orElseThrow();
    }

    private String get(int port, String path) throws Exception {
        HttpResponse<String> response = http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .timeout(Duration.ofSeconds(30))
                        .build(),
                HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return response.body();
    }
}
