package io.knowstream.job.cluster;

import io.knowstream.job.process.BrokerProcess;
import io.knowstream.job.process.DetachedProcess;
import io.knowstream.job.process.FlinkCommand;
import io.knowstream.job.process.ProcessCluster;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.configuration.TaskManagerOptions;

/** Makes the processes of a cluster, in the order of their start, from the files in its folders. */
final class ClusterMembers {

    static final String BROKER = "broker";
    static final String JOB_MANAGER = "job-manager";
    static final String TASK_MANAGER = "task-manager-";
    static final String PROMETHEUS = "prometheus";

    /**
     * glibc keeps an arena of freed memory for each thread, and raises by itself the size from which memory is mapped
     * alone: what closed models leave behind would stay.
     */
    private static final Map<String, String> MALLOC =
            Map.of("MALLOC_ARENA_MAX", "2", "MALLOC_MMAP_THRESHOLD_", "1048576", "MALLOC_TRIM_THRESHOLD_", "1048576");

    private final ClusterHome home;
    private final ClusterState state;

    ClusterMembers(ClusterHome home, ClusterState state) {
        this.home = home;
        this.state = state;
    }

    /** The names of all, in the order of their start. */
    List<String> names() {
        List<String> names = new ArrayList<>(List.of(BROKER, JOB_MANAGER));
        for (int i = 1; i <= state.taskManagers(); i++) {
            names.add(TASK_MANAGER + i);
        }
        if (state.prometheus() != null) {
            names.add(PROMETHEUS);
        }
        return names;
    }

    /** A process as it can be found and stopped. */
    DetachedProcess process(String name) {
        String mark = name.equals(PROMETHEUS)
                ? "--storage.tsdb.path=" + home.prometheus().resolve("data")
                : "-Dlog.file=" + home.log(name);
        return new DetachedProcess(name, home.pidFile(name), mark);
    }

    /** Where a process answers. */
    String address(String name) {
        return switch (name) {
            case BROKER -> state.ports().brokerAddress();
            case JOB_MANAGER -> state.ports().webAddress();
            case PROMETHEUS -> state.ports().prometheusAddress();
            default -> "http://" + state.ports().metricsAddress(number(name)) + "/metrics";
        };
    }

    /** The ports that a process cannot do without. */
    List<Integer> ports(String name) {
        ClusterPorts ports = state.ports();
        return switch (name) {
            case BROKER -> List.of(ports.broker(), ports.controller());
            case JOB_MANAGER -> List.of(
                    ports.web(), ports.rpc(), ports.metrics().get(0));
            case PROMETHEUS -> List.of(ports.prometheus());
            default -> List.of(ports.metrics().get(number(name)));
        };
    }

    /** Where a process tells what it does. */
    Path log(String name) {
        return name.equals(PROMETHEUS) ? home.output(name) : home.log(name);
    }

    private static int number(String taskManager) {
        return Integer.parseInt(taskManager.substring(TASK_MANAGER.length()));
    }

    /** A process as it can be started. */
    ClusterMember member(String name, ClusterBuild build) throws IOException {
        return switch (name) {
            case BROKER -> java(
                    name,
                    build.broker(),
                    BrokerProcess.JVM_OPTIONS,
                    BrokerProcess.MAIN,
                    List.of(home.kafka().resolve("server.properties").toString()));
            case JOB_MANAGER -> flink(name, 0, FlinkCommand.jobManager(configuration(), home.conf()));
            case PROMETHEUS -> member(
                    name,
                    List.of(
                            state.prometheus(),
                            "--config.file=" + home.prometheus().resolve("prometheus.yml"),
                            "--storage.tsdb.path=" + home.prometheus().resolve("data"),
                            "--web.listen-address=127.0.0.1:" + state.ports().prometheus(),
                            "--log.level=warn"),
                    Map.of());
            default -> flink(
                    name,
                    number(name),
                    FlinkCommand.taskManager(configuration(), home.conf())
                            // One that is started again takes the place of the one that was lost.
                            .with(TaskManagerOptions.TASK_MANAGER_RESOURCE_ID.key(), name));
        };
    }

    private Configuration configuration() {
        return GlobalConfiguration.loadConfiguration(home.conf().toString());
    }

    private ClusterMember flink(String name, int number, FlinkCommand flink) throws IOException {
        FlinkCommand command = flink.with(
                        CoreOptions.TMP_DIRS.key(), home.temporary(name).toString())
                .with(
                        ProcessCluster.METRICS_PORT,
                        Integer.toString(state.ports().metrics().get(number)));
        List<Path> lib;
        try (Stream<Path> jars = Files.list(home.lib())) {
            lib = jars.sorted().toList();
        }
        return java(name, lib, command.jvmOptions(), command.main(), command.arguments());
    }

    private ClusterMember java(
            String name, List<Path> classPath, List<String> jvmOptions, String main, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmOptions);
        command.addAll(List.of(
                "-Djava.io.tmpdir=" + home.temporary(name),
                "-Dlog.file=" + home.log(name),
                "-Dlog4j2.configurationFile=" + home.conf().resolve("log4j.properties"),
                main));
        command.addAll(arguments);
        Map<String, String> environment = new TreeMap<>(MALLOC);
        // Not on the command line, which people read.
        environment.put(
                "CLASSPATH", classPath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
        environment.put("FLINK_CONF_DIR", home.conf().toString());
        environment.put("DJL_CACHE_DIR", home.nativeCache().toString());
        return member(name, command, environment);
    }

    private ClusterMember member(String name, List<String> command, Map<String, String> environment) {
        return new ClusterMember(name, address(name), process(name), command, environment, home);
    }
}
