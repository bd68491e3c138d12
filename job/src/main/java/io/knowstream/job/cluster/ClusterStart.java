package io.knowstream.job.cluster;

import io.knowstream.job.monitor.JsonApi;
import io.knowstream.job.process.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** One start: processes that do not run are started together, and then awaited. For one thread. */
final class ClusterStart {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration GIVEN_UP = Duration.ofSeconds(4);
    private static final long LOOK_MILLIS = 250;

    private final ClusterHome home;
    private final ClusterBuild build;
    private final ClusterState state;
    private final Consumer<String> progress;
    private final FlinkRest flink;
    private final List<ClusterMember> started = new ArrayList<>();

    /** Where task managers were reached that are started again: the job manager may still know them. */
    private final Map<String, String> lost = new TreeMap<>();

    ClusterStart(ClusterHome home, ClusterBuild build, ClusterState state, Consumer<String> progress) {
        this.home = home;
        this.build = build;
        this.state = state;
        this.progress = progress;
        this.flink = new FlinkRest(state.ports().webAddress());
    }

    /** Whether a process answers. */
    @FunctionalInterface
    private interface Answer {
        boolean isThere() throws IOException, InterruptedException;
    }

    /** Starts what does not run, and waits until it answers; a failure or an interrupt stops again what was started. */
    void start() throws IOException, InterruptedException, ClusterException {
        try {
            ClusterMembers members = new ClusterMembers(home, state);
            Map<String, String> before = known();
            List<ClusterMember> all = new ArrayList<>();
            for (String name : members.names()) {
                ClusterMember member = members.member(name, build);
                if (!member.isRunning()) {
                    for (int port : members.ports(name)) {
                        requireFree(port, name);
                    }
                    progress.accept("starting " + name);
                    member.start();
                    started.add(member);
                    lost.put(name, before.getOrDefault(name, ""));
                }
                all.add(member);
            }
            // Those that ran as well: task managers come back to a job manager that was lost.
            for (ClusterMember member : all) {
                await(member, answer(member));
            }
            new ClusterTopics(home).create();
        } catch (IOException | InterruptedException | ClusterException | RuntimeException e) {
            giveUp(e);
            throw e;
        }
    }

    /** One that was lost comes back where it was, unless somebody else came there meanwhile. */
    private static void requireFree(int port, String name) throws ClusterException {
        if (FreePorts.preferring(List.of(port)).get(0) != port) {
            throw new ClusterException(name + " needs port " + port + ", where another process listens;"
                    + " 'knowstream cluster stop' and a new start take another one");
        }
    }

    private Map<String, String> known() throws InterruptedException {
        try {
            return flink.taskManagers();
        } catch (IOException e) {
            return Map.of();
        }
    }

    private Answer answer(ClusterMember member) {
        return switch (member.name()) {
            case ClusterMembers.BROKER -> () -> {
                try (Socket ignored = new Socket(
                        InetAddress.getLoopbackAddress(), state.ports().broker())) {
                    return true;
                }
            };
            case ClusterMembers.JOB_MANAGER -> () -> flink.slots().length > 0;
            case ClusterMembers.PROMETHEUS -> () -> new JsonApi(URI.create(member.address()))
                    .get("/api/v1/status/runtimeinfo")
                    .isPresent();
            default -> () -> Optional.ofNullable(flink.taskManagers().get(member.name()))
                    .filter(path -> !path.equals(lost.get(member.name())))
                    .isPresent();
        };
    }

    private void await(ClusterMember member, Answer answer) throws IOException, InterruptedException, ClusterException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        IOException last = null;
        while (true) {
            try {
                if (answer.isThere()) {
                    return;
                }
            } catch (IOException e) {
                last = e;
            }
            if (!member.isRunning()) {
                throw new ClusterException(member.name() + " has ended: " + member.lastWords());
            }
            if (System.nanoTime() > end) {
                throw new ClusterException(
                        member.name() + " does not answer at " + member.address() + " after " + PATIENCE.toMinutes()
                                + " minutes: " + member.lastWords(),
                        last);
            }
            progress.accept("waiting for " + member.name());
            Thread.sleep(LOOK_MILLIS);
        }
    }

    /** Whatever was in the way is told; what is in the way of this goes with it. */
    private void giveUp(Exception why) {
        boolean interrupted = Thread.interrupted() || why instanceof InterruptedException;
        // All hear of it before the first is awaited: a terminal that is closed gives little time.
        for (ClusterMember member : started) {
            try {
                member.process().find().ifPresent(ProcessHandle::destroy);
            } catch (IOException e) {
                why.addSuppressed(e);
            }
        }
        for (int i = started.size() - 1; i >= 0; i--) {
            progress.accept("stopping " + started.get(i).name());
            try {
                started.get(i).process().stop(GIVEN_UP);
            } catch (IOException | InterruptedException e) {
                why.addSuppressed(e);
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
