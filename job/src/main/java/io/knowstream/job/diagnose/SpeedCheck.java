package io.knowstream.job.diagnose;

import io.knowstream.job.monitor.Figures;
import io.knowstream.job.monitor.HeldBack;
import io.knowstream.job.monitor.JobReading;
import io.knowstream.job.monitor.Limits;
import io.knowstream.job.monitor.Overview;
import io.knowstream.job.monitor.PerformanceReport;
import io.knowstream.job.monitor.TaskReading;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What takes the time, and whether it is too much, by the figures of the performance guide. */
public final class SpeedCheck {

    private SpeedCheck() {}

    /** Diagnoses a job, as far as it can be seen. */
    public static Diagnosis of(ObservedJob job) {
        Map<String, String> figures = new LinkedHashMap<>(job.figures());
        List<Finding> findings = new ArrayList<>(job.findings());
        job.reading().ifPresent(reading -> {
            Overview overview = PerformanceReport.of(reading, Limits.GUIDE).overview();
            Map<String, Duration> stages =
                    StageTimes.of(reading, job.details().flatMap(JobDetails::checkpointInterval));
            figures(reading, overview, stages, figures);
            slow(overview).ifPresent(findings::add);
            throughput(reading, overview).ifPresent(findings::add);
            HeldBack.of(reading)
                    .map(held -> SpeedCodes.BACK_PRESSURE.found(
                            held.by().name(), Figures.percent(held.by().busy().mean()), Figures.percent(held.worst())))
                    .ifPresent(findings::add);
            SlowestStage.of(stages, findings.isEmpty() ? Severity.OK : Severity.WARNING)
                    .ifPresent(findings::add);
        });
        return new Diagnosis("speed", figures, findings);
    }

    private static void figures(
            JobReading reading, Overview overview, Map<String, Duration> stages, Map<String, String> figures) {
        figures.put(
                "documents",
                String.format(
                        Locale.ROOT,
                        "%,d completed, %.1f a minute, %s in the mean, waiting included",
                        overview.documents(),
                        overview.documentsPerMinute(),
                        Figures.seconds(overview.averageLatency())));
        reading.lag().ifPresent(lag -> figures.put("lag", number(lag) + " records wait in the topic"));
        Duration total = SlowestStage.total(stages);
        figures.put("work on a document", stages.isEmpty() ? "not measured yet" : Figures.seconds(total));
        stages.forEach((stage, time) ->
                figures.put("  " + stage, Figures.seconds(time) + " (" + SlowestStage.share(time, total) + ")"));
        for (TaskReading task : reading.tasks()) {
            figures.put(
                    "task " + task.name(),
                    Figures.percent(task.busy().mean()) + " busy, "
                            + Figures.percent(task.backPressured().mean()) + " held back");
        }
    }

    private static Optional<Finding> slow(Overview overview) {
        Duration limit = Limits.GUIDE.latency();
        return overview.averageLatency().compareTo(limit) <= 0
                ? Optional.empty()
                : Optional.of(SpeedCodes.SLOW_DOCUMENTS.found(
                        Figures.seconds(overview.averageLatency()), Figures.seconds(limit)));
    }

    /** Only where documents wait: a job with nothing to do is not slow. */
    private static Optional<Finding> throughput(JobReading reading, Overview overview) {
        double lag = reading.lag().orElse(0);
        double limit = Limits.GUIDE.documentsPerMinute();
        return lag <= 0 || overview.documentsPerMinute() >= limit
                ? Optional.empty()
                : Optional.of(SpeedCodes.LOW_THROUGHPUT.found(
                        String.format(Locale.ROOT, "%.1f", overview.documentsPerMinute()), number(limit), number(lag)));
    }

    private static String number(double count) {
        return String.format(Locale.ROOT, "%,.0f", count);
    }
}
