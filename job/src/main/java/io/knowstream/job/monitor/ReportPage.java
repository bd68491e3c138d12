package io.knowstream.job.monitor;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/** A report as a page of one file, with charts. */
final class ReportPage {

    private static final double MILLION = 1e6;
    private static final double PERCENT = 100;

    private ReportPage() {}

    static String of(PerformanceReport report) throws IOException {
        JobReading reading = report.reading();
        ChartPage page = new ChartPage("Knowstream: job " + reading.job()).paragraph(ReportTables.job(reading));
        recommendations(page, report.recommendations());
        page.section("Overview").table(ReportTables.OVERVIEW_COLUMNS, ReportTables.overview(report));
        latency(page, report);
        memory(page, report);
        tasks(page, reading);
        quality(page, report.quality());
        return page.toHtml();
    }

    private static void recommendations(ChartPage page, List<Recommendation> recommendations) {
        page.section("Recommendations");
        if (recommendations.isEmpty()) {
            page.paragraph("Nothing to recommend.");
        }
        for (Recommendation each : recommendations) {
            page.paragraph(ReportTables.title(each)).list(ReportTables.reasons(each));
        }
    }

    private static void latency(ChartPage page, PerformanceReport report) {
        page.section("Latency")
                .chart(new Chart(
                        Chart.Kind.BAR,
                        "Latency by stage",
                        "s",
                        List.copyOf(report.latency().keySet()),
                        List.of(
                                series("median", report, LatencyPercentiles::p50),
                                series("p95", report, LatencyPercentiles::p95),
                                series("p99", report, LatencyPercentiles::p99))))
                .table(ReportTables.LATENCY_COLUMNS, ReportTables.latency(report));
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
                .paragraph(ReportTables.memory(memory))
                .chart(Chart.of(
                        Chart.Kind.BAR,
                        "The task manager that takes the most",
                        "MB",
                        List.of("models and working memory", "at the most", "budget"),
                        List.of(memory.current() / MILLION, memory.peak() / MILLION, memory.budget() / MILLION)))
                .table(ReportTables.MODEL_COLUMNS, ReportTables.models(report));
    }

    private static void tasks(ChartPage page, JobReading reading) {
        page.section("Tasks")
                .chart(new Chart(
                        Chart.Kind.BAR,
                        "Time of tasks",
                        "%",
                        reading.tasks().stream().map(TaskReading::name).toList(),
                        List.of(
                                percent("busy", reading, TaskReading::busy),
                                percent("back-pressured", reading, TaskReading::backPressured))))
                .table(ReportTables.TASK_COLUMNS, ReportTables.tasks(reading));
    }

    private static Chart.Series percent(String name, JobReading reading, Function<TaskReading, Spread> share) {
        return new Chart.Series(
                name,
                reading.tasks().stream()
                        .map(task -> PERCENT * share.apply(task).mean())
                        .toList());
    }

    private static void quality(ChartPage page, QualityDistribution quality) {
        page.section("Quality").paragraph(ReportTables.quality(quality));
        if (quality.validated() > 0) {
            page.chart(Chart.of(
                    Chart.Kind.BAR,
                    "Documents by quality",
                    "",
                    ReportTables.bands(quality),
                    quality.bands().stream().map(Long::doubleValue).toList()));
        }
    }
}
