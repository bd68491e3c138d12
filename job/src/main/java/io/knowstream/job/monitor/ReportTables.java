package io.knowstream.job.monitor;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The figures of a report as people read them. */
final class ReportTables {

    static final List<String> OVERVIEW_COLUMNS = List.of("figure", "value");
    static final List<String> LATENCY_COLUMNS = List.of("latency", "median", "p95", "p99");
    static final List<String> MODEL_COLUMNS = List.of("model", "memory", "load");
    static final List<String> TASK_COLUMNS = List.of("task", "subtasks", "busy", "back-pressured", "records/s");

    private ReportTables() {}

    static String job(JobReading reading) {
        return reading.job() + " at " + reading.source() + ", up for " + Figures.seconds(reading.uptime()) + ", "
                + reading.restarts() + " restarts";
    }

    static List<List<String>> overview(PerformanceReport report) {
        Overview overview = report.overview();
        CheckpointReading checkpoints = report.reading().checkpoints();
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("documents completed", text("%,d", overview.documents())));
        rows.add(List.of("documents a minute", text("%.1f", overview.documentsPerMinute())));
        report.reading().lag().ifPresent(lag -> rows.add(List.of("records that wait", text("%,.0f", lag))));
        rows.add(List.of("mean latency", Figures.seconds(overview.averageLatency())));
        rows.add(List.of("errors", Figures.percent(overview.errorRate())));
        report.hitRates()
                .forEach((level, rate) ->
                        rows.add(List.of("hits of the cache of " + lower(level), Figures.percent(rate))));
        rows.add(List.of("checkpoints", text("%,d, %,d failed", checkpoints.completed(), checkpoints.failed())));
        rows.add(List.of("last checkpoint", Figures.seconds(checkpoints.lastDuration())));
        return rows;
    }

    static List<List<String>> latency(PerformanceReport report) {
        List<List<String>> rows = new ArrayList<>();
        report.latency()
                .forEach((stage, times) -> rows.add(List.of(
                        stage,
                        Figures.seconds(times.p50()),
                        Figures.seconds(times.p95()),
                        Figures.seconds(times.p99()))));
        return rows;
    }

    static String memory(MemoryAnalysis memory) {
        return text(
                "models take %s of %s (%s), at the most %s (%s); efficiency %.2f",
                Figures.bytes(memory.current()),
                Figures.bytes(memory.budget()),
                Figures.percent(memory.share()),
                Figures.bytes(memory.peak()),
                Figures.percent(memory.peakShare()),
                memory.efficiency().value());
    }

    static List<List<String>> models(PerformanceReport report) {
        List<List<String>> rows = new ArrayList<>();
        for (Map.Entry<String, Long> model : report.memory().models().entrySet()) {
            boolean loaded = report.loadTimes().containsKey(model.getKey());
            rows.add(List.of(
                    model.getKey(),
                    Figures.bytes(model.getValue()),
                    loaded ? Figures.seconds(report.loadTimes().get(model.getKey())) : ""));
        }
        return rows;
    }

    static List<List<String>> tasks(JobReading reading) {
        return reading.tasks().stream()
                .map(task -> List.of(
                        task.name(),
                        Integer.toString(task.parallelism()),
                        Figures.percent(task.busy().mean()),
                        Figures.percent(task.backPressured().mean()),
                        text("%.1f", task.recordsPerSecond().sum())))
                .toList();
    }

    static String quality(QualityDistribution quality) {
        return quality.average().isEmpty()
                ? "no document was validated (quality.validation)"
                : text(
                        "quality %.2f in the mean of %,d documents, %,d flagged",
                        quality.average().getAsDouble(), quality.validated(), quality.flagged());
    }

    /** The beginning of each band of quality. */
    static List<String> bands(QualityDistribution quality) {
        List<String> bands = new ArrayList<>();
        for (int tenth = 0; tenth < quality.bands().size(); tenth++) {
            bands.add(text("%.1f", tenth / 10.0));
        }
        return bands;
    }

    static String title(Recommendation recommendation) {
        return recommendation.priority() + " " + lower(recommendation.category()) + ": " + recommendation.description();
    }

    static List<String> reasons(Recommendation recommendation) {
        return List.of("since " + recommendation.because(), "expect " + recommendation.expectedImprovement());
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
