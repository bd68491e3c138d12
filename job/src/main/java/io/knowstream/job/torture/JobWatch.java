package io.knowstream.job.torture;

import com.fasterxml.jackson.databind.JsonNode;
import io.knowstream.job.monitor.JsonApi;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.flink.api.common.JobID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the job through Flink's REST interface: checkpoints, restores, what it says of its failures, and how long it
 * takes until it has recovered.
 *
 * <p>It has recovered from a blow when a checkpoint has completed that began after what was struck had been given back:
 * every task ran, every Kafka client worked, and the index was published. Safe for use by several threads.
 */
final class JobWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(JobWatch.class);
    private static final long LOOK_MILLIS = 500;

    /** Something done to the job, from which it recovers. */
    final class Blow {
        private final long start = System.currentTimeMillis();
        private long over = Long.MAX_VALUE;

        /** What was struck has been given back. */
        void over() {
            synchronized (JobWatch.this) {
                over = System.currentTimeMillis();
            }
        }
    }

    private final JsonApi api;
    private final TorturedJob job;
    private final Thread thread = new Thread(this::watch, "job watch");
    private final List<Blow> pending = new ArrayList<>();
    private final List<Duration> recoveries = new ArrayList<>();
    private final Map<String, Integer> failures = new TreeMap<>();
    private final Set<String> failuresSeen = new HashSet<>();
    private JobID watched;
    private long completedOfJob;
    private long restoredOfJob;
    private long completed;
    private long restored;
    private volatile boolean closed;

    JobWatch(JsonApi api, TorturedJob job) {
        this.api = api;
        this.job = job;
        thread.setDaemon(true);
        thread.start();
    }

    private void watch() {
        while (!closed) {
            try {
                Thread.sleep(LOOK_MILLIS);
                JobID id = job.id();
                if (id != null) {
                    Optional<JsonNode> checkpoints = api.get("/jobs/" + id + "/checkpoints");
                    Optional<JsonNode> exceptions = api.get("/jobs/" + id + "/exceptions");
                    checkpoints.ifPresent(answer -> count(id, answer));
                    exceptions.ifPresent(answer -> collect(id, answer));
                }
            } catch (IOException e) {
                // The job manager is away, as it was told to be; the next look may find it.
                LOG.debug("No answer", e);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private synchronized void count(JobID id, JsonNode answer) {
        long completedNow = answer.at("/counts/completed").asLong();
        long restoredNow = answer.at("/counts/restored").asLong();
        // A new job, or a new job manager, counts from zero.
        boolean anew = !id.equals(watched) || completedNow < completedOfJob || restoredNow < restoredOfJob;
        completed += completedNow - (anew ? 0 : completedOfJob);
        restored += restoredNow - (anew ? 0 : restoredOfJob);
        watched = id;
        completedOfJob = completedNow;
        restoredOfJob = restoredNow;
        long began = answer.at("/latest/completed/trigger_timestamp").asLong();
        long now = System.currentTimeMillis();
        pending.removeIf(blow -> {
            boolean recovered = began > blow.over;
            if (recovered) {
                recoveries.add(Duration.ofMillis(now - blow.start));
            }
            return recovered;
        });
        notifyAll();
    }

    private synchronized void collect(JobID id, JsonNode answer) {
        for (JsonNode failure : answer.at("/exceptionHistory/entries")) {
            String name = failure.path("exceptionName").asText();
            if (failuresSeen.add(id + " " + failure.path("timestamp").asLong() + " " + name)) {
                failures.merge(rootOf(failure.path("stacktrace").asText(name)), 1, Integer::sum);
            }
        }
    }

    /** The last cause of a stack trace, without what differs from one time to the next. */
    private static String rootOf(String stackTrace) {
        String root = stackTrace
                .lines()
                .filter(line -> line.startsWith("Caused by: "))
                .reduce((first, second) -> second)
                .orElse(stackTrace.lines().findFirst().orElse(""));
        return root.replace("Caused by: ", "").replaceAll("\\w*\\d\\w*", "#").replaceAll("#([./:-]+#)+", "#");
    }

    /** Something is about to be done to the job. */
    synchronized Blow blow() {
        Blow blow = new Blow();
        pending.add(blow);
        return blow;
    }

    /** Waits until the job has recovered from all blows. */
    synchronized void awaitRecovery() throws InterruptedException {
        Deadline deadline = Deadline.patience("the job has not recovered");
        while (!pending.isEmpty()) {
            wait(LOOK_MILLIS);
            deadline.check();
        }
    }

    /** Waits until so many more checkpoints have completed. */
    synchronized void awaitCheckpoints(int more) throws InterruptedException {
        Deadline deadline = Deadline.patience("no checkpoint completes");
        long enough = completed + more;
        while (completed < enough) {
            wait(LOOK_MILLIS);
            deadline.check();
        }
    }

    /** Completed checkpoints. */
    synchronized long checkpoints() {
        return completed;
    }

    /** Restores from a checkpoint or savepoint. */
    synchronized long restores() {
        return restored;
    }

    /** How long each recovery took. */
    synchronized List<Duration> recoveries() {
        return List.copyOf(recoveries);
    }

    /** What the job gave as the reasons of its restarts, and how often. */
    synchronized Map<String, Integer> failures() {
        return new TreeMap<>(failures);
    }

    @Override
    public void close() throws InterruptedException {
        closed = true;
        thread.interrupt();
        thread.join();
    }
}
