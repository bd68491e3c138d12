package io.knowstream.job.monitor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.knowstream.job.cluster.PrometheusFile;
import io.knowstream.job.process.FreePorts;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * A real Prometheus with the shipped configuration and rules, which differs in its targets and in scraping every 3 seconds.
 *
 * <p>Debian's package {@code prometheus} has it. It is a process of its own, at a free port of the loopback interface, and
 * keeps everything in a directory that {@link #close} removes.
 */
public final class TestingPrometheus implements AutoCloseable {

    /** What users are given, seen from the module that is tested. */
    static final Path CONF = Path.of("../conf/prometheus").toAbsolutePath().normalize();

    static final String JOB_MANAGER = PrometheusFile.JOB_MANAGERS;
    static final String TASK_MANAGERS = PrometheusFile.TASK_MANAGERS;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final long LOOK_MILLIS = 100;

    /** It is the time that a scrape may take too, on a machine that is busy with all of it. */
    private static final String OFTEN = "3s";

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    private final Path directory;
    private final Process process;
    private final Thread atTheEnd;
    private final URI address;

    private TestingPrometheus(Path directory, Process process, URI address) {
        this.directory = directory;
        this.process = process;
        this.address = address;
        // Nothing stays where a test is stopped before it closes this.
        atTheEnd = new Thread(process::destroyForcibly, "end of Prometheus");
        Runtime.getRuntime().addShutdownHook(atTheEnd);
    }

    /** Whether there is a Prometheus on this machine. */
    public static boolean isInstalled() {
        return executable("prometheus").isPresent();
    }

    /** The path of a command that is on the {@code PATH}. */
    static Optional<Path> executable(String name) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Skips the test where there is no Prometheus. */
    public static void assumeInstalled() {
        Assumptions.assumeTrue(
                isInstalled(),
                "not tested with a Prometheus: prometheus must be on the PATH (Debian's package has it)");
    }

    /**
     * Starts one and waits until it answers; skips the test where there is none.
     *
     * @param jobManager where the job manager shows its metrics
     * @param taskManagers where the task managers do
     */
    public static TestingPrometheus start(URI jobManager, List<URI> taskManagers) throws Exception {
        return start(Map.of(JOB_MANAGER, List.of(jobManager), TASK_MANAGERS, taskManagers));
    }

    /** The same with the addresses of each job of the shipped configuration. */
    public static TestingPrometheus start(Map<String, List<URI>> targets) throws Exception {
        assumeInstalled();
        Path directory = Files.createTempDirectory("prometheus");
        URI address = URI.create("http://127.0.0.1:" + FreePorts.find(1).get(0));
        Path configuration = configure(targets, directory);
        Process process = new ProcessBuilder(
                        executable("prometheus").orElseThrow().toString(),
                        "--config.file=" + configuration,
                        "--storage.tsdb.path=" + directory.resolve("data"),
                        "--web.listen-address=" + address.getAuthority(),
                        "--log.level=warn")
                .redirectErrorStream(true)
                .redirectOutput(Redirect.to(directory.resolve("log").toFile()))
                .start();
        TestingPrometheus prometheus = new TestingPrometheus(directory, process, address);
        try {
            prometheus.awaitReady();
            return prometheus;
        } catch (Throwable e) {
            prometheus.close();
            throw e;
        }
    }

    private static Path configure(Map<String, List<URI>> targets, Path directory) throws IOException {
        Map<String, List<String>> addresses = new TreeMap<>();
        targets.forEach((job, processes) ->
                addresses.put(job, processes.stream().map(URI::getAuthority).toList()));
        ObjectNode configuration = PrometheusFile.of(CONF, addresses);
        configuration
                .withObject("/global")
                .put("scrape_interval", OFTEN)
                .put("scrape_timeout", OFTEN)
                .put("evaluation_interval", OFTEN);
        Path file = directory.resolve("prometheus.yml");
        PrometheusFile.write(configuration, file);
        return file;
    }

    private void awaitReady() throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                if (send("/-/ready").statusCode() == 200) {
                    return;
                }
            } catch (IOException e) {
                // It does not listen yet.
            }
            if (!process.isAlive() || System.nanoTime() > end) {
                throw new IllegalStateException(
                        "Prometheus does not start: " + Files.readString(directory.resolve("log")));
            }
            Thread.sleep(LOOK_MILLIS);
        }
    }

    private HttpResponse<String> send(String path) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(address.resolve(path)).timeout(PATIENCE).build(),
                HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    }

    /** Where it answers. */
    public URI address() {
        return address;
    }

    /** What an expression is now: a list of {@code {"metric": {...}, "value": [time, "value"]}}. */
    public JsonNode query(String expression) throws IOException, InterruptedException {
        return get("/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8))
                .get("result");
    }

    /**
     * What its HTTP interface answers.
     *
     * @throws IOException with Prometheus' own words if it is no success
     */
    public JsonNode get(String path) throws IOException, InterruptedException {
        HttpResponse<String> response = send(path);
        JsonNode answer = JSON.readTree(response.body());
        if (!"success".equals(answer.path("status").asText())) {
            throw new IOException(path + " answers " + response.statusCode() + ": " + response.body());
        }
        return answer.get("data");
    }

    /** Ends it, and removes what it wrote. */
    @Override
    public void close() throws IOException, InterruptedException {
        process.destroyForcibly().waitFor();
        Runtime.getRuntime().removeShutdownHook(atTheEnd);
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
