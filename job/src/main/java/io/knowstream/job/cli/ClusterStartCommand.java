package io.knowstream.job.cli;

import io.knowstream.job.cluster.Cluster;
import io.knowstream.job.cluster.ClusterHome;
import io.knowstream.job.cluster.ClusterRequest;
import io.knowstream.job.cluster.ClusterStatus;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code cluster start}: starts what does not run. */
@Command(
        name = "start",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Starts what of the cluster does not run, and returns when all of it answers. What runs stays as it is: to start"
                    + " again brings back what was lost, and adds task managers where more are asked for.",
            "What was configured stays so until a start, at which nothing runs, configures something else.",
            "Ports are the usual ones (8081, 9092, 9090, 9249 ...) where they are free, and others where they are not.",
            ""
        })
final class ClusterStartCommand implements Callable<Integer> {

    @Option(
            names = "--task-managers",
            paramLabel = "N",
            description = "Processes. Default: as many as before, at first 2.")
    private Integer taskManagers;

    @Option(names = "--slots", paramLabel = "N", description = "Slots of each. Default: as before, at first 2.")
    private Integer slots;

    @Option(
            names = "--flink",
            paramLabel = "KEY=VALUE",
            description = "Sets a key of Flink's configuration. Can be repeated. Default: as before.")
    private Map<String, String> flink = new LinkedHashMap<>();

    @Option(
            names = "--no-prometheus",
            description = "Starts no Prometheus, although there is one on the PATH. Where nothing of the cluster runs.")
    private boolean withoutPrometheus;

    @Mixin
    private ConfigurationArguments configuration;

    @Mixin
    private ClusterArguments arguments;

    @Mixin
    private Verbosity verbosity;

    @Override
    public Integer call() throws Exception {
        Cluster cluster = arguments.cluster();
        ClusterRequest request = new ClusterRequest(
                taskManagers, slots, flink, configuration.named(), fixed -> configuration.effective(Map.of(), fixed));
        try (Terminal terminal = Terminal.open()) {
            cluster.start(
                    request,
                    withoutPrometheus ? Optional.empty() : executable("prometheus"),
                    what -> terminal.show("%s", what));
        }
        ClusterStatus status = cluster.status();
        if (arguments.json()) {
            System.out.println(ClusterAnswer.json(status).toPrettyString());
        } else {
            System.out.print(ClusterAnswer.text(status));
            if (status.jobs().stream().noneMatch(ClusterStatus.Job::alive)) {
                System.out.print(firstSteps(cluster.home(), status));
            }
        }
        return 0;
    }

    /** The path of a command that is on the {@code PATH}. */
    private static Optional<Path> executable(String name) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, name).toAbsolutePath())
                .filter(Files::isExecutable)
                .filter(Files::isRegularFile)
                .findFirst();
    }

    private static String firstSteps(ClusterHome home, ClusterStatus status) {
        return """

                Start the job, and publish documents, with
                  %s run -d -p %d %s --config %s
                  ./knowstream publish --input FILE --config %s
                """
                .formatted(
                        word(home.client()),
                        Math.max(1, status.slots()),
                        word(home.jobJar()),
                        word(home.jobConfiguration()),
                        word(home.jobConfiguration()));
    }

    /** As a shell takes it. */
    private static String word(Path path) {
        String text = path.toString();
        return text.matches("[\\w./-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
