package io.knowstream.job.monitor;

import java.util.Locale;
import java.util.stream.Collectors;

/** A report for people to read in a terminal. */
final class ReportText {

    private static final int BAR = 30;

    private final StringBuilder out = new StringBuilder();

    private ReportText() {}

    static String of(PerformanceReport report) {
        ReportText text = new ReportText();
        text.overview(report);
        text.latency(report);
        text.memory(report);
        text.tasks(report);
        text.quality(report.quality());
        text.recommendations(report);
        return text.out.toString();
    }

    private void line(String format, Object... values) {
        out.append(String.format(Locale.ROOT, format, values).stripTrailing()).append('\n');
    }

    private void overview(PerformanceReport report) {
        JobReading reading = report.reading();
        Overview overview = report.overview();
        line(
                "Job %s at %s, up for %s, %d restarts",
                reading.job(), reading.source(), Figures.seconds(reading.uptime()), reading.restarts());
        line("");
        line(
                "documents    %,d completed, %.1f a minute%s",
                overview.documents(),
                overview.documentsPerMinute(),
                reading.lag().isPresent()
                        ? String.format(
                                Locale.ROOT,
                                ", %,.0f records wait",
                                reading.lag().getAsDouble())
                        : "");
        line("latency      %s in the mean", Figures.seconds(overview.averageLatency()));
        line("errors       %s", Figures.percent(overview.errorRate()));
        CheckpointReading checkpoints = reading.checkpoints();
        line(
                "checkpoints  %,d completed, %,d failed, the last took %s",
                checkpoints.completed(), checkpoints.failed(), Figures.seconds(checkpoints.lastDuration()));
    }

    private void latency(PerformanceReport report) {
        line("");
        line("%-14s%12s%12s%12s", "latency", "median", "p95", "p99");
        report.latency()
                .forEach((stage, times) -> line(
                        "%-14s%12s%12s%12s",
                        stage,
                        Figures.seconds(times.p50()),
                        Figures.seconds(times.p95()),
                        Figures.seconds(times.p99())));
    }

    private void memory(PerformanceReport report) {
        MemoryAnalysis memory = report.memory();
        line("");
        line(
                "memory       %s of %s (%s), at the most %s (%s), efficiency %.2f",
                Figures.bytes(memory.current()),
                Figures.bytes(memory.budget()),
                Figures.percent(memory.share()),
                Figures.bytes(memory.peak()),
                Figures.percent(memory.peakShare()),
                memory.efficiency().value());
        memory.models()
                .forEach((model, bytes) -> line(
                        "  %-30s%10s%s",
                        model,
                        Figures.bytes(bytes),
                        report.loadTimes().containsKey(model)
                                ? ", loads in "
                                        + Figures.seconds(report.loadTimes().get(model))
                                : ""));
        line(
                "caches       %s",
                report.hitRates().isEmpty()
                        ? "not asked yet"
                        : report.hitRates().entrySet().stream()
                                .map(rate -> rate.getKey().name().toLowerCase(Locale.ROOT) + " "
                                        + Figures.percent(rate.getValue()))
                                .collect(Collectors.joining(", ", "", " hits")));
    }

    private void tasks(PerformanceReport report) {
        line("");
        line("%-44s%8s%16s%12s", "task", "busy", "back-pressured", "records/s");
        for (TaskReading task : report.reading().tasks()) {
            line(
                    "%-44s%8s%16s%12.1f",
                    task.name(),
                    Figures.percent(task.busy().mean()),
                    Figures.percent(task.backPressured().mean()),
                    task.recordsPerSecond().sum());
        }
    }

    private void quality(QualityDistribution quality) {
        line("");
        if (quality.average().isEmpty()) {
            line("quality      not validated");
            return;
        }
        line(
                "quality      %.2f in the mean of %,d documents, %,d flagged",
                quality.average().getAsDouble(), quality.validated(), quality.flagged());
        long most = quality.bands().stream().mapToLong(Long::longValue).max().orElse(1);
        for (int band = 0; band < quality.bands().size(); band++) {
            long documents = quality.bands().get(band);
            if (documents > 0) {
                line(
                        "  %.1f to %.1f %,10d %s",
                        band / 10.0, (band + 1) / 10.0, documents, "#".repeat((int)
                                        Math.max(1, BAR * documents / most)));
            }
        }
    }

    private void recommendations(PerformanceReport report) {
        line("");
        if (report.recommendations().isEmpty()) {
            line("Nothing to recommend.");
        }
        for (Recommendation each : report.recommendations()) {
            line("%s %s: %s", each.priority(), each.category().name().toLowerCase(Locale.ROOT), each.description());
            line("    since %s", each.because());
            line("    expect %s", each.expectedImprovement());
        }
    }
}
