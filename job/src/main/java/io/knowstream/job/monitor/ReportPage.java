package io.knowstream.job.monitor;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.IntStream;

/** A report as a page of one file, with charts. */
final class ReportPage {

    private static final double MILLION = 1e6;
    private static final double PERCENT = 100;

    private ReportPage() {}

    static String of(PerformanceReport report) throws IOException {
        JobReading reading = report.reading();
        ChartPage page = new ChartPage("Knowstream: job " + reading.job());
        page.paragraph(reading.source() + ", up for " + Figures.seconds(reading.uptime()) + ", " + reading.restarts()
                + " restarts");
        recommendations(page, report);
        overview(page, report);
        latency(page, report);
        memory(page, report);
        tasks(page, reading);
        quality(page, report.quality());
        return page.toHtml();
    }

    private static void recommendations(ChartPage page, PerformanceReport report) {
        page.section("Recommendations");
        if (report.recommendations().isEmpty()) {
            page.paragraph("Nothing to recommend.");
        }
        for (Recommendation each : report.recommendations()) {
            page.paragraph(each.priority() + " " + each.category().name().toLowerCase(Locale.ROOT) + ": "
                    + each.description());
            page.list(List.of("since " + each.because(), "expect " + each.expectedImprovement()));
        }
    }

    private static void overview(ChartPage page, PerformanceReport report) {
        Overview overview = report.overview();
        CheckpointReading checkpoints = report.reading().checkpoints();
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("documents completed", String.format(Locale.ROOT, "%,d", overview.documents())));
        rows.add(List.of("documents a minute", String.format(Locale.ROOT, "%.1f", overview.documentsPerMinute())));
        report.reading()
                .lag()
                .ifPresent(lag -> rows.add(List.of("records that wait", String.format(Locale.ROOT, "%,.0f", lag))));
        rows.add(List.of("mean latency", Figures.seconds(overview.averageLatency())));
        rows.add(List.of("errors", Figures.percent(overview.errorRate())));
        report.hitRates()
                .forEach((level, rate) -> rows.add(List.of(
                        "hits of the cache of " + level.name().toLowerCase(Locale.ROOT), Figures.percent(rate))));
        rows.add(List.of(
                "checkpoints",
                String.format(Locale.ROOT, "%,d, %,d failed", checkpoints.completed(), checkpoints.failed())));
        rows.add(List.of("last checkpoint", Figures.seconds(checkpoints.lastDuration())));
        page.section("Overview").table(List.of("figure", "value"), rows);
    }

    private static void latency(ChartPage page, PerformanceReport report) {
        List<String> stages = List.copyOf(report.latency().keySet());
        page.section("Latency")
                .chart(new Chart(
                        Chart.Kind.BAR,
                        "Latency by stage",
                        "s",
                        stages,
                        List.of(
                                series("median", report, LatencyPercentiles::p50),
                                series("p95", report, LatencyPercentiles::p95),
                                series("p99", report, LatencyPercentiles::p99))))
                .table(
                        List.of("stage", "median", "p95", "p99"),
                        report.latency().entrySet().stream()
                                .map(stage -> List.of(
                                        stage.getKey(),
                                        Figures.seconds(stage.getValue().p50()),
                                        Figures.seconds(stage.getValue().p95()),
                                        Figures.seconds(stage.getValue().p99())))
                                .toList());
    }

    private static Chart.Series series(
            String name, PerformanceReport report, Function<LatencyPercentiles, Duration> quantile) {
        return new Chart.Series(
                name,
                report.latency().values().stream()
                        .map(times -> quantile.apply(times).toNanos() / 1e9)
                        .toList());
    }

    private static void memory(ChartPage page, PerformanceReport report) {
        MemoryAnalysis memory = report.memory();
        page.section("Memory of models")
                .paragraph(Figures.bytes(memory.current()) + " of " + Figures.bytes(memory.budget()) + ", at the most "
                        + Figures.bytes(memory.peak()) + " (" + Figures.percent(memory.peakShare())
                        + String.format(
                                Locale.ROOT,
                                "); efficiency %.2f",
                                memory.efficiency().value()))
                .chart(Chart.of(
                        Chart.Kind.BAR,
                        "The task manager that takes the most",
                        "MB",
                        List.of("models and working memory", "at the most", "budget"),
                        List.of(memory.current() / MILLION, memory.peak() / MILLION, memory.budget() / MILLION)))
                .table(
                        List.of("model", "memory", "load"),
                        memory.models().entrySet().stream()
                                .map(model -> List.of(
                                        model.getKey(),
                                        Figures.bytes(model.getValue()),
                                        report.loadTimes().containsKey(model.getKey())
                                                ? Figures.seconds(
                                                        report.loadTimes().get(model.getKey()))
                                                : ""))
                                .toList());
    }

    private static void tasks(ChartPage page, JobReading reading) {
        List<String> names = reading.tasks().stream().map(TaskReading::name).toList();
        page.section("Tasks")
                .chart(new Chart(
                        Chart.Kind.BAR,
                        "Time of tasks",
                        "%",
                        names,
                        List.of(
                                new Chart.Series(
                                        "busy",
                                        reading.tasks().stream()
                                                .map(task ->
                                                        PERCENT * task.busy().mean())
                                                .toList()),
                                new Chart.Series(
                                        "back-pressured",
                                        reading.tasks().stream()
                                                .map(task -> PERCENT
                                                        * task.backPressured().mean())
                                                .toList()))))
                .table(
                        List.of("task", "subtasks", "busy", "back-pressured", "records/s"),
                        reading.tasks().stream()
                                .map(task -> List.of(
                                        task.name(),
                                        Integer.toString(task.parallelism()),
                                        Figures.percent(task.busy().mean()),
                                        Figures.percent(task.backPressured().mean()),
                                        String.format(
                                                Locale.ROOT,
                                                "%.1f",
                                                task.recordsPerSecond().sum())))
                                .toList());
    }

    private static void quality(ChartPage page, QualityDistribution quality) {
        page.section("Quality");
        if (quality.average().isEmpty()) {
            page.paragraph("No document was validated (quality.validation).");
            return;
        }
        page.paragraph(String.format(
                        Locale.ROOT,
                        "%.2f in the mean of %,d documents, %,d flagged",
                        quality.average().getAsDouble(),
                        quality.validated(),
                        quality.flagged()))
                .chart(Chart.of(
                        Chart.Kind.BAR,
                        "Documents by quality",
                        "",
                        IntStream.range(0, quality.bands().size())
                                .mapToObj(band -> String.format(Locale.ROOT, "%.1f", band / 10.0))
                                .toList(),
                        quality.bands().stream().map(Long::doubleValue).toList()));
    }
}
