package io.knowstream.job.cluster;

import io.knowstream.job.process.DetachedProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A cluster in its folder, whether it runs or not.
 *
 * <p>Whatever is asked for may be so already: what runs is not started again, and what does not run need not be stopped.
 */
public final class Cluster {

    /** Flink cancels tasks and Kafka closes its log. */
    private static final Duration ENDS = Duration.ofSeconds(30);

    private final ClusterHome home;
    private final ClusterBuild build;

    /**
     * @param directory of the cluster
     * @param project the directory of the project, which is built
     */
    public Cluster(Path directory, Path project) throws IOException {
        this.home = new ClusterHome(real(directory.toAbsolutePath().normalize()));
        this.build = new ClusterBuild(project.toAbsolutePath().normalize());
    }

    /** Without symbolic links: processes are known again by it. */
    private static Path real(Path directory) throws IOException {
        return Files.exists(directory) || directory.getParent() == null
                ? directory.toRealPath()
                : real(directory.getParent()).resolve(directory.getFileName());
    }

    /** Its folders. */
    public ClusterHome home() {
        return home;
    }

    /**
     * Starts what does not run, and waits until all of it answers.
     *
     * @param request what it is to be
     * @param prometheus the program; nothing where there is none
     * @param progress hears what goes on
     * @throws ClusterException if something does not start; what was started then is stopped again, as after an interrupt
     * @throws io.knowstream.job.config.InvalidConfigurationException if the request cannot be met
     */
    public void start(ClusterRequest request, Optional<Path> prometheus, Consumer<String> progress)
            throws IOException, InterruptedException, ClusterException {
        requireFolder();
        try (ClusterLock lock = ClusterLock.take(home)) {
            ClusterState before = ClusterState.read(home).orElse(null);
            boolean runs = before != null && !running(before).isEmpty();
            ClusterState state = runs ? grown(before, request) : planned(before, request, prometheus);
            ClusterFiles files = new ClusterFiles(home, build);
            if (runs) {
                files.writeJob();
            } else {
                progress.accept("writing " + home.directory());
                files.write(state, request);
            }
            if (state.prometheus() != null && !(runs && state.equals(before))) {
                files.writePrometheus(state);
                // It reads its targets when it starts.
                new ClusterMembers(home, state)
                        .process(ClusterMembers.PROMETHEUS)
                        .stop(ENDS);
            }
            state.write(home);
            try {
                new ClusterStart(home, build, state, progress).start();
            } catch (IOException | InterruptedException | ClusterException | RuntimeException e) {
                // What did not come about is not what the next start goes on from.
                if (before != null) {
                    before.write(home);
                }
                throw e;
            }
        }
    }

    /** A folder of something else would be written over. */
    private void requireFolder() throws IOException, ClusterException {
        if (!Files.exists(home.directory()) || ClusterLock.existsIn(home)) {
            return;
        }
        if (Files.isDirectory(home.directory())) {
            try (Stream<Path> files = Files.list(home.directory())) {
                if (files.findAny().isEmpty()) {
                    return;
                }
            }
        }
        throw new ClusterException(
                "the folder of a cluster must be one of an earlier start, empty, or not there yet (got "
                        + home.directory() + ")");
    }

    private static ClusterState grown(ClusterState running, ClusterRequest request) {
        int taskManagers = request.taskManagersBeside(running);
        return new ClusterState(
                taskManagers,
                running.slots(),
                running.ports().grownTo(taskManagers),
                running.prometheus(),
                running.flink());
    }

    private static ClusterState planned(ClusterState before, ClusterRequest request, Optional<Path> prometheus) {
        int taskManagers = request.taskManagersAfter(before);
        return new ClusterState(
                taskManagers,
                request.slotsAfter(before),
                before == null
                        ? ClusterPorts.choose(taskManagers)
                        : before.ports().chooseAgain(taskManagers),
                prometheus.map(Path::toString).orElse(null),
                request.flinkAfter(before));
    }

    private List<String> running(ClusterState state) throws IOException {
        ClusterMembers members = new ClusterMembers(home, state);
        List<String> running = new ArrayList<>();
        for (String name : members.names()) {
            if (members.process(name).find().isPresent()) {
                running.add(name);
            }
        }
        return running;
    }

    /**
     * Stops what runs: task managers first, the broker last.
     *
     * @param progress hears what goes on
     * @return the names of those that were stopped
     */
    public List<String> stop(Consumer<String> progress) throws IOException, InterruptedException, ClusterException {
        if (!ClusterLock.existsIn(home)) {
            return List.of();
        }
        try (ClusterLock lock = ClusterLock.take(home)) {
            Optional<ClusterState> state = ClusterState.read(home);
            if (state.isEmpty()) {
                return List.of();
            }
            ClusterMembers members = new ClusterMembers(home, state.get());
            List<String> names = new ArrayList<>(members.names());
            Collections.reverse(names);
            List<String> stopped = new ArrayList<>();
            for (String name : names) {
                progress.accept("stopping " + name);
                if (members.process(name).stop(ENDS)) {
                    stopped.add(name);
                }
            }
            return stopped;
        }
    }

    /** What of it runs; who asks needs no lock. */
    public ClusterStatus status() throws IOException, InterruptedException {
        Optional<ClusterState> kept = ClusterState.read(home);
        if (kept.isEmpty()) {
            return new ClusterStatus(home.directory(), List.of(), null, null, null, 0, 0, List.of());
        }
        ClusterState state = kept.get();
        ClusterMembers members = new ClusterMembers(home, state);
        List<ClusterStatus.ProcessStatus> processes = new ArrayList<>();
        for (String name : members.names()) {
            DetachedProcess process = members.process(name);
            processes.add(new ClusterStatus.ProcessStatus(
                    name,
                    process.find().map(ProcessHandle::pid).orElse(null),
                    members.address(name),
                    members.log(name)));
        }
        int[] slots = {0, 0};
        List<ClusterStatus.Job> jobs = List.of();
        // Somebody else may have the port of one that does not run.
        if (processes.stream().anyMatch(each -> each.running() && each.name().equals(ClusterMembers.JOB_MANAGER))) {
            try {
                FlinkRest flink = new FlinkRest(state.ports().webAddress());
                slots = flink.slots();
                jobs = flink.jobs();
            } catch (IOException e) {
                // It begins or ends just now; that it runs is said.
                slots = new int[] {0, 0};
            }
        }
        return new ClusterStatus(
                home.directory(),
                processes,
                state.ports().brokerAddress(),
                state.ports().webAddress(),
                state.prometheus() == null ? null : state.ports().prometheusAddress(),
                slots[0],
                slots[1],
                jobs);
    }
}
