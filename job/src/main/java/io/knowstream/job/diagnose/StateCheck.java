package io.knowstream.job.diagnose;

import io.knowstream.job.monitor.CheckpointReading;
import io.knowstream.job.monitor.Figures;
import io.knowstream.job.monitor.JobReading;
import io.knowstream.job.monitor.Thresholds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What is wrong with checkpoints, restarts, savepoints and what they can be restored to. */
public final class StateCheck {

    /** After so many intervals without a checkpoint something holds it up. */
    private static final int INTERVALS = 5;

    /** A job that runs for longer has got over what it restarted for. */
    private static final Duration SETTLED = Duration.ofMinutes(10);

    private static final int SHOWN = 5;

    /** What Flink says where it refuses to restore state at another maximum: from a savepoint, from a checkpoint. */
    private static final List<Pattern> CHANGED = List.of(
            Pattern.compile("with max parallelism (\\d+) to new program with max parallelism (\\d+)"),
            Pattern.compile("maximum parallelism \\((\\d+)\\) with which the latest checkpoint .*? the current maximum"
                    + " parallelism \\((\\d+)\\) changed"));

    private static final Pattern NOT_RESTORED =
            Pattern.compile("(?i)failed to (?:rollback to|trigger|restore)[^\\n]*(?:checkpoint|savepoint)"
                    + "|can ?not be restored|could not restore");

    private StateCheck() {}

    /**
     * Diagnoses a job, as far as it can be seen.
     *
     * @param savepoint that the job may be started from; empty where none was named
     * @param maxParallelism of the configuration; empty where the job may have another configuration
     */
    public static Diagnosis of(
            ObservedJob job, Optional<SavepointReading> savepoint, Optional<Integer> maxParallelism) {
        Map<String, String> figures = new LinkedHashMap<>(job.figures());
        List<Finding> findings = new ArrayList<>(job.findings());
        job.reading().ifPresent(reading -> checkpoints(reading, job.details(), figures, findings));
        job.details().ifPresent(details -> {
            history(details, figures, findings);
            restored(details, findings);
            running(details, maxParallelism, figures, findings);
        });
        savepoint.ifPresent(from -> savepoint(from, maxParallelism, figures, findings));
        return new Diagnosis("state", figures, findings);
    }

    private static void checkpoints(
            JobReading reading, Optional<JobDetails> details, Map<String, String> figures, List<Finding> findings) {
        CheckpointReading checkpoints = reading.checkpoints();
        figures.put("up", Figures.seconds(reading.uptime()) + ", " + reading.restarts() + " restarts");
        figures.put(
                "checkpoints",
                String.format(
                        Locale.ROOT,
                        "%,d completed, %,d failed, the last took %s and wrote %s",
                        checkpoints.completed(),
                        checkpoints.failed(),
                        Figures.seconds(checkpoints.lastDuration()),
                        Figures.bytes(checkpoints.lastBytes())));
        if (checkpoints.failedInARow() >= Thresholds.FAILED_CHECKPOINTS) {
            findings.add(StateCodes.CHECKPOINTS_FAIL.found(
                    checkpoints.failedInARow(),
                    checkpoints.completed(),
                    details.flatMap(JobDetails::checkpointDirectory).orElse("the directory of the cluster"),
                    details.flatMap(StateCheck::lastReason).orElse("not known here, Flink's REST interface says it")));
        } else if (checkpoints.lastDuration().compareTo(Thresholds.CHECKPOINT) > 0) {
            findings.add(StateCodes.CHECKPOINT_SLOW.found(
                    Figures.seconds(checkpoints.lastDuration()),
                    Figures.bytes(checkpoints.lastBytes()),
                    Figures.seconds(Thresholds.CHECKPOINT)));
        }
        details.ifPresent(job -> due(reading, job, findings));
        boolean runs = details.map(JobDetails::runs).orElse(true);
        if (runs && reading.restarts() > 0 && reading.uptime().compareTo(SETTLED) < 0) {
            findings.add(StateCodes.RESTARTED.found(
                    Figures.seconds(reading.uptime()),
                    reading.restarts(),
                    details.flatMap(JobDetails::lastFailure)
                            .map(Failure::reason)
                            .orElse("not known here, Flink's REST interface says it")));
        }
    }

    /** Says that a checkpoint is due, where none comes and none fails either: it hangs, or none is started. */
    private static void due(JobReading reading, JobDetails details, List<Finding> findings) {
        if (details.checkpointInterval().isEmpty()
                || reading.checkpoints().failedInARow() >= Thresholds.FAILED_CHECKPOINTS) {
            return;
        }
        Duration interval = details.checkpointInterval().get();
        Duration patience = longer(interval.multipliedBy(INTERVALS), Thresholds.CHECKPOINT);
        if (reading.uptime().compareTo(patience) <= 0) {
            // A job that restarted has not had the time for one.
            return;
        }
        if (details.lastCompleted().isPresent()) {
            Duration age = Duration.between(details.lastCompleted().get().ended(), details.at());
            if (age.compareTo(patience) > 0) {
                findings.add(StateCodes.CHECKPOINT_OVERDUE.found(Figures.seconds(age), Figures.seconds(interval)));
            }
        } else if (reading.checkpoints().completed() == 0) {
            findings.add(StateCodes.NO_CHECKPOINT.found(Figures.seconds(reading.uptime()), Figures.seconds(interval)));
        }
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private static Optional<String> lastReason(JobDetails details) {
        return details.checkpoints().stream()
                .filter(CheckpointDetails::failed)
                .map(CheckpointDetails::failure)
                .filter(failure -> !failure.isBlank())
                .findFirst();
    }

    private static void history(JobDetails details, Map<String, String> figures, List<Finding> findings) {
        details.checkpoints().stream()
                .limit(SHOWN)
                .forEach(each -> figures.put(
                        "  " + (each.savepoint() ? "savepoint " : "checkpoint ") + each.id(),
                        each.failed()
                                ? "failed: " + each.failure()
                                : each.status().toLowerCase(Locale.ROOT).replace('_', ' ') + ", "
                                        + Figures.seconds(each.duration()) + ", " + Figures.bytes(each.bytes())));
        figures.put("checkpoint directory", details.checkpointDirectory().orElse("not set"));
        if (details.checkpointDirectory().isEmpty()) {
            findings.add(StateCodes.NO_DIRECTORY.found());
        }
        details.lastFailure()
                .ifPresent(failure -> figures.put(
                        "last failure",
                        failure.at() + (failure.task().isEmpty() ? "" : " in " + failure.task()) + ": "
                                + failure.reason()));
    }

    /** Says it exactly, where the job does not start since its state cannot be restored. */
    private static void restored(JobDetails details, List<Finding> findings) {
        Optional<Failure> last = details.lastFailure().filter(failure -> !details.runs());
        String trace = last.map(Failure::trace).orElse("").replaceAll("\\s+", " ");
        Optional<Matcher> changed = CHANGED.stream()
                .map(pattern -> pattern.matcher(trace))
                .filter(Matcher::find)
                .findFirst();
        if (changed.isPresent()) {
            findings.removeIf(finding -> finding.code() == JobCodes.FAILING);
            findings.add(StateCodes.MAX_PARALLELISM.found(
                    changed.get().group(2),
                    "what job " + details.name() + " restores",
                    changed.get().group(1)));
        } else if (NOT_RESTORED.matcher(trace).find()) {
            findings.removeIf(finding -> finding.code() == JobCodes.FAILING);
            findings.add(StateCodes.RESTORE_FAILED.found(last.get().reason()));
        }
    }

    /** A job that runs has state that another maximum could not be restored from. */
    private static void running(
            JobDetails details, Optional<Integer> maxParallelism, Map<String, String> figures, List<Finding> findings) {
        TreeSet<Integer> there = details.tasks().stream()
                .map(JobDetails.Task::maxParallelism)
                .collect(Collectors.toCollection(TreeSet::new));
        if (there.isEmpty()) {
            return;
        }
        figures.put("max parallelism", there.stream().map(String::valueOf).collect(Collectors.joining(", ")));
        maxParallelism
                .filter(configured -> !there.contains(configured))
                .ifPresent(configured -> findings.add(StateCodes.MAX_PARALLELISM.found(
                        configured, "the state of the running job " + details.name(), there.last())));
    }

    private static void savepoint(
            SavepointReading savepoint,
            Optional<Integer> maxParallelism,
            Map<String, String> figures,
            List<Finding> findings) {
        TreeSet<Integer> there = new TreeSet<>(savepoint.maxParallelism().values());
        figures.put(
                "savepoint",
                savepoint.path() + ": number " + savepoint.id() + ", "
                        + savepoint.maxParallelism().size() + " operators, max parallelism " + there);
        maxParallelism
                .filter(configured -> !there.isEmpty() && !there.contains(configured))
                .ifPresent(configured -> findings.add(
                        StateCodes.MAX_PARALLELISM.found(configured, "savepoint " + savepoint.path(), there.last())));
    }
}
