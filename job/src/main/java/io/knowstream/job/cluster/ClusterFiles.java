package io.knowstream.job.cluster;

import io.knowstream.job.config.EffectiveConfiguration;
import io.knowstream.job.config.IndexOptions;
import io.knowstream.job.config.JobConfig;
import io.knowstream.job.config.KafkaOptions;
import io.knowstream.job.process.BrokerSettings;
import io.knowstream.job.process.FlinkFile;
import io.knowstream.job.process.PrivateFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.util.FileUtils;

/** Writes the folders of a cluster. */
final class ClusterFiles {

    private static final String HEAD =
            "# Written by './knowstream cluster start', which takes options for what is to be otherwise: when nothing of the"
                    + " cluster\n# runs, a start with --preset, --config or --set writes it anew, and one without goes on with it.\n";

    private final ClusterHome home;
    private final ClusterBuild build;

    ClusterFiles(ClusterHome home, ClusterBuild build) {
        this.home = home;
        this.build = build;
    }

    /** Writes everything; nothing of the cluster may run. */
    void write(ClusterState state, ClusterRequest request) throws IOException {
        Path configuration = home.jobConfiguration();
        Map<String, String> fixed = Map.of(
                KafkaOptions.BOOTSTRAP_SERVERS.key(),
                state.ports().brokerAddress(),
                IndexOptions.PATH.key(),
                home.index().toString());
        EffectiveConfiguration effective = request.jobNamed() || !Files.exists(configuration)
                ? request.job().apply(fixed)
                : EffectiveConfiguration.load(configuration, fixed);
        JobConfig job = JobConfig.of(effective);
        Configuration flink = FlinkSize.of(home, state, job);
        state.flink().forEach(flink::setString);
        FlinkFile.write(flink, home.conf());
        PrivateFile.write(configuration, HEAD + FlinkFile.yaml(effective.stated()));
        resource("log4j.properties", home.conf().resolve("log4j.properties"));
        resource("log4j-cli.properties", home.conf().resolve("log4j-cli.properties"));
        resource("flink.sh", home.client());
        if (!home.client().toFile().setExecutable(true)) {
            throw new IOException(home.client() + " cannot be made executable");
        }
        Files.createDirectories(home.lib());
        FileUtils.cleanDirectory(home.lib().toFile());
        for (Path jar :
                Stream.concat(build.flink().stream(), build.natives().stream()).toList()) {
            link(jar, home.lib().resolve(jar.getFileName()));
        }
        writeJob();
        Files.createDirectories(home.data());
        BrokerSettings broker = broker(home, state);
        if (!broker.isFormatted()) {
            broker.format();
        }
        broker.write(home.kafka().resolve("server.properties"));
    }

    static BrokerSettings broker(ClusterHome home, ClusterState state) {
        return new BrokerSettings(
                home.kafka().resolve("data"),
                state.ports().broker(),
                state.ports().controller());
    }

    /** Puts the job's jar in its place: only clients read it, so that it can be done at any time. */
    void writeJob() throws IOException {
        Files.createDirectories(home.jobJar().getParent());
        Path written = home.jobJar().resolveSibling("knowstream-job.jar.new");
        Files.deleteIfExists(written);
        link(build.job(), written);
        Files.move(written, home.jobJar(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        // A move between two names of one file does nothing.
        Files.deleteIfExists(written);
    }

    /** Says where the metrics of these processes are. */
    void writePrometheus(ClusterState state) throws IOException {
        List<String> taskManagers = IntStream.rangeClosed(1, state.taskManagers())
                .mapToObj(state.ports()::metricsAddress)
                .toList();
        Files.createDirectories(home.prometheus());
        PrometheusFile.write(
                PrometheusFile.of(
                        build.prometheus(),
                        Map.of(
                                PrometheusFile.JOB_MANAGERS,
                                List.of(state.ports().metricsAddress(0)),
                                PrometheusFile.TASK_MANAGERS,
                                taskManagers)),
                home.prometheus().resolve("prometheus.yml"));
    }

    /** The same file under another name, which a build does not write over; a copy where file systems differ. */
    private static void link(Path from, Path to) throws IOException {
        if (Files.exists(to)) {
            return;
        }
        try {
            Files.createLink(to, from);
        } catch (FileSystemException | UnsupportedOperationException e) {
            Files.copy(from, to);
        }
    }

    private static void resource(String name, Path to) throws IOException {
        Files.createDirectories(to.getParent());
        try (InputStream in = ClusterFiles.class.getResourceAsStream(name)) {
            Files.copy(in, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
