package io.knowstream.job.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.knowstream.job.TestingJob;
import io.knowstream.job.monitor.JsonApi;
import io.knowstream.job.monitor.TestingPrometheus;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A cluster of processes is started, used with Flink's own client, loses a process, and is stopped. */
@Timeout(1800)
class ClusterITCase {

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Pattern SAVEPOINT = Pattern.compile("Savepoint completed\\. Path: (.+)");
    private static final int PARALLELISM = 4;

    @TempDir
    private Path directory;

    /** In a folder with a space in its name. */
    @Test
    void aJobRunsIsScaledThroughASavepointAndSurvivesTheLossOfATaskManager() throws Exception {
        try (TestingCluster cluster = new TestingCluster(directory.toRealPath().resolve("a cluster"))) {
            JsonNode started =
                    cluster.answer("start", "--task-managers", "2", "--slots", "2", "--set", "checkpoint.interval=2 s");
            assertThat(started.get("complete").booleanValue()).isTrue();
            assertThat(started.get("slots").intValue()).isEqualTo(PARALLELISM);
            assertThat(started.get("processes").findValuesAsText("name"))
                    .startsWith("broker", "job-manager", "task-manager-1", "task-manager-2")
                    .hasSize(TestingPrometheus.isInstalled() ? 5 : 4);
            List<Long> pids = cluster.pids();
            assertThat(cluster.answer("start").get("processes").findValuesAsText("pid"))
                    .containsExactlyElementsOf(
                            pids.stream().map(String::valueOf).toList());
            assertThat(cluster.run("start", "--slots", "3").code()).isEqualTo(2);
            assertThat(cluster.run("start", "--preset", "memory").err())
                    .contains("cannot be changed while the cluster runs");

            JsonApi flink = new JsonApi(URI.create(started.get("flink").textValue()));
            List<String> documents = DemoDocuments.lines();
            publish(cluster, documents.subList(0, 6));
            runJob(cluster, PARALLELISM, null);
            awaitDocuments(cluster, 6);
            String first = runningJob(cluster);
            // What commits the index is one task.
            assertThat(parallelism(flink, first)).containsOnly(1, PARALLELISM);
            awaitMetrics(started.get("flink").textValue(), 6);

            // The same task managers load the job's classes once more, and no native library a second time.
            String savepoint = stop(cluster, first);
            runJob(cluster, 2, savepoint);
            publish(cluster, documents.subList(6, 12));
            awaitDocuments(cluster, 12);
            String second = runningJob(cluster);
            assertThat(parallelism(flink, second)).containsOnly(1, 2);
            assertThat(cluster.pids()).isEqualTo(pids);
            assertThat(failures(flink, second)).isEmpty();

            kill(cluster, "task-manager-1");
            kill(cluster, "task-manager-2");
            assertThat(cluster.run("status").code()).isEqualTo(1);
            JsonNode mended = cluster.answer("start");
            assertThat(mended.get("complete").booleanValue()).isTrue();
            assertThat(cluster.pids().subList(0, 2)).isEqualTo(pids.subList(0, 2));
            assertThat(cluster.pids().subList(2, 4)).doesNotContainAnyElementsOf(pids);
            publish(cluster, documents.subList(12, documents.size() - 1));
            awaitDocuments(cluster, documents.size() - 1);
            assertThat(failures(flink, second)).isNotEmpty();

            // A job manager that is lost takes its job along; its last checkpoint stays.
            kill(cluster, "job-manager");
            assertThat(cluster.answer("start").get("jobs")).isEmpty();
            runJob(cluster, 2, lastCheckpoint(cluster));
            publish(cluster, documents.subList(documents.size() - 1, documents.size()));
            awaitDocuments(cluster, documents.size());
            String third = runningJob(cluster);

            if (TestingPrometheus.isInstalled()) {
                JsonApi prometheus =
                        new JsonApi(URI.create(mended.get("prometheus").textValue()));
                await().atMost(PATIENCE).until(() -> up(prometheus) == 3);
            }
            JsonNode grown = cluster.answer("start", "--task-managers", "3");
            assertThat(grown.get("slots").intValue()).isEqualTo(6);
            assertThat(cluster.run("start", "--task-managers", "1").err())
                    .contains("--task-managers must be at least 3, as many as there are (got 1)");

            JsonNode stopped = cluster.answer("stop");
            assertThat(stopped.get("stopped")).hasSize(TestingPrometheus.isInstalled() ? 6 : 5);
            assertThat(stopped.at("/jobs/0/id").textValue()).isEqualTo(third);
            assertThat(stopped.at("/jobs/0/checkpoint").textValue())
                    .startsWith("file:")
                    .contains("/chk-");
            assertThat(cluster.pids()).isEmpty();
            assertThat(cluster.answer("stop").get("stopped")).isEmpty();
        }
    }

    private static void kill(TestingCluster cluster, String name) throws IOException {
        long pid = Long.parseLong(Files.readString(cluster.home().pidFile(name)).strip());
        ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
        process.destroyForcibly();
        process.onExit().join();
    }

    private static String lastCheckpoint(TestingCluster cluster) throws IOException {
        try (Stream<Path> files = Files.walk(cluster.home().data().resolve("checkpoints"))) {
            return files.filter(path -> path.endsWith("_metadata"))
                    .max(Comparator.comparing(path -> path.toFile().lastModified()))
                    .map(path -> path.getParent().toString())
                    .orElseThrow();
        }
    }

    private void publish(TestingCluster cluster, List<String> documents) throws IOException {
        Path file = Files.write(directory.resolve("documents.jsonl"), documents, StandardCharsets.UTF_8);
        CommandLineRun run = CommandLineRun.of(
                "publish",
                "--input",
                file.toString(),
                "--config",
                cluster.home().jobConfiguration().toString());
        assertThat(run.code()).as(run.err()).isZero();
    }

    private static void runJob(TestingCluster cluster, int parallelism, String savepoint) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("run", "-d", "-p", Integer.toString(parallelism)));
        if (savepoint != null) {
            arguments.addAll(List.of("-s", savepoint));
        }
        arguments.addAll(List.of(
                cluster.home().jobJar().toString(),
                "--config",
                cluster.home().jobConfiguration().toString()));
        assertThat(cluster.flink(arguments.toArray(String[]::new))).contains("Job has been submitted with JobID");
    }

    private static String stop(TestingCluster cluster, String job) throws Exception {
        String said = cluster.flink(
                "stop",
                "--savepointPath",
                cluster.home().data().resolve("savepoints").toString(),
                job);
        Matcher path = SAVEPOINT.matcher(said);
        assertThat(path.find()).as(said).isTrue();
        return path.group(1);
    }

    private static String runningJob(TestingCluster cluster) throws IOException {
        for (JsonNode job :
                new ObjectMapper().readTree(cluster.run("status").out()).get("jobs")) {
            if (job.get("state").textValue().equals("RUNNING")) {
                return job.get("id").textValue();
            }
        }
        throw new AssertionError("no job runs: " + cluster.run("status").out());
    }

    private static void awaitDocuments(TestingCluster cluster, long count) {
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(TestingJob.documents(cluster.home().index())).isEqualTo(count));
    }

    private static List<Integer> parallelism(JsonApi flink, String job) throws Exception {
        return flink.get("/jobs/" + job).orElseThrow().get("vertices").findValues("parallelism").stream()
                .map(JsonNode::intValue)
                .toList();
    }

    private static JsonNode failures(JsonApi flink, String job) throws Exception {
        return flink.get("/jobs/" + job + "/exceptions").orElseThrow().at("/exceptionHistory/entries");
    }

    /** What the web UI's REST interface has of the job's own metrics. */
    private static void awaitMetrics(String flink, long documents) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            CommandLineRun report = CommandLineRun.of("report", "--flink", flink, "--json");
            assertThat(report.code()).as(report.err()).isZero();
            JsonNode json = new ObjectMapper().readTree(report.out());
            assertThat(json.at("/overview/documents").longValue()).isEqualTo(documents);
            assertThat(json.at("/checkpoints/completed").longValue()).isPositive();
        });
    }

    private static long up(JsonApi prometheus) throws Exception {
        return prometheus
                .get("/api/v1/query?query=sum(up)")
                .orElseThrow()
                .at("/data/result/0/value/1")
                .asLong();
    }

    @Test
    void saysWhatIsInTheWayAndLeavesNothingBehind() throws Exception {
        try (TestingCluster cluster = new TestingCluster(directory.toRealPath().resolve("cluster"))) {
            assertThat(cluster.run("status").code()).isEqualTo(1);
            assertThat(cluster.answer("stop").get("stopped")).isEmpty();
            assertThat(cluster.home().directory()).doesNotExist();
            CommandLineRun none = cluster.run("start", "--task-managers", "0");
            assertThat(none.code()).isEqualTo(2);
            assertThat(none.err()).contains("--task-managers must be at least 1 (got 0)");

            // A job manager that cannot start takes along what was started with it.
            CommandLineRun failed = cluster.run("start", "--no-prometheus", "--flink", "blob.server.port=no such port");
            assertThat(failed.code()).isEqualTo(1);
            assertThat(failed.err())
                    .contains("job-manager has ended")
                    .contains(cluster.home().directory().toString());
            assertThat(cluster.pids()).isEmpty();
        }
        Path other = Files.createDirectories(directory.resolve("other"));
        Files.writeString(other.resolve("important.txt"), "x");
        CommandLineRun refused = CommandLineRun.of("cluster", "start", "--dir", other.toString());
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err()).contains("must be one of an earlier start, empty, or not there yet");
        assertThat(other).isDirectoryContaining("glob:**important.txt");
        try (var files = Files.list(other)) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void portsThatAreTakenAreLeftToTheirOwnersAndWhatWasConfiguredStays() throws Exception {
        try (ServerSocket taken = occupied(8081)) {
            assertThat(taken.isBound()).isTrue();
            try (TestingCluster cluster =
                    new TestingCluster(directory.toRealPath().resolve("cluster"))) {
                JsonNode started = cluster.answer(
                        "start",
                        "--task-managers",
                        "1",
                        "--no-prometheus",
                        "--set",
                        "extraction.capacity=32",
                        "--flink",
                        "web.refresh-interval=5 s");
                assertThat(URI.create(started.get("flink").textValue()).getPort())
                        .isNotEqualTo(8081)
                        .isPositive();
                assertThat(started.get("prometheus").isNull()).isTrue();
                assertThat(cluster.run("start", "--flink", "rest.port=1").err())
                        .contains("--flink must not set rest.port");

                cluster.answer("stop");
                cluster.answer("start", "--no-prometheus");
                assertThat(cluster.home().jobConfiguration()).content().contains("extraction.capacity: '32'");
                assertThat(cluster.home().conf().resolve("config.yaml"))
                        .content()
                        .contains("web.refresh-interval: '5 s'");
            }
        }
    }

    /** Ctrl-C and SIGTERM are the same to Java, and a test that runs in the background hears no Ctrl-C. */
    @Test
    void aStartThatIsInterruptedLeavesNothingBehind() throws Exception {
        try (TestingCluster cluster = new TestingCluster(directory.toRealPath().resolve("cluster"))) {
            Process start = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Dknowstream.home=" + System.getProperty("knowstream.home"),
                            "-cp",
                            System.getProperty("java.class.path"),
                            KnowstreamCli.class.getName(),
                            "cluster",
                            "start",
                            "--dir",
                            cluster.home().directory().toString())
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("log").toFile())
                    .start();
            try {
                await().atMost(PATIENCE)
                        .until(() ->
                                !start.isAlive() || Files.exists(cluster.home().pidFile("task-manager-2")));
                List<ProcessHandle> started = new ArrayList<>();
                for (long pid : cluster.pids()) {
                    ProcessHandle.of(pid).ifPresent(started::add);
                }
                assertThat(started)
                        .as(Files.readString(directory.resolve("log")))
                        .hasSizeGreaterThanOrEqualTo(4);
                start.destroy();
                assertThat(start.waitFor(1, TimeUnit.MINUTES)).isTrue();
                assertThat(started).noneMatch(ProcessHandle::isAlive);
                assertThat(cluster.pids()).isEmpty();
                assertThat(Files.readString(directory.resolve("log"))).contains("interrupted");
            } finally {
                start.destroyForcibly();
            }
        }
    }

    /** Whoever has the port, it is taken. */
    private static ServerSocket occupied(int port) throws IOException {
        try {
            return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
        } catch (BindException e) {
            return new ServerSocket(0);
        }
    }
}
