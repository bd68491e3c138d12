package io.knowstream.job.monitor;

import java.util.ArrayList;
import java.util.List;

/** A report for people to read in a terminal. */
final class ReportText {

    private static final int BAR = 30;

    private ReportText() {}

    static String of(PerformanceReport report) {
        StringBuilder out = new StringBuilder();
        out.append("Job ").append(ReportTables.job(report.reading())).append("\n\n");
        TextTable.append(out, ReportTables.OVERVIEW_COLUMNS, ReportTables.overview(report));
        TextTable.append(out, ReportTables.LATENCY_COLUMNS, ReportTables.latency(report));
        out.append(ReportTables.memory(report.memory())).append('\n');
        TextTable.append(out, ReportTables.MODEL_COLUMNS, ReportTables.models(report));
        TextTable.append(out, ReportTables.TASK_COLUMNS, ReportTables.tasks(report.reading()));
        out.append(ReportTables.quality(report.quality())).append('\n');
        TextTable.append(out, List.of("from", "documents", ""), bands(report.quality()));
        recommendations(out, report.recommendations());
        return out.toString();
    }

    private static List<List<String>> bands(QualityDistribution quality) {
        List<String> names = ReportTables.bands(quality);
        long most = quality.bands().stream().mapToLong(Long::longValue).max().orElse(0);
        List<List<String>> rows = new ArrayList<>();
        for (int band = 0; band < names.size(); band++) {
            long documents = quality.bands().get(band);
            if (documents > 0) {
                int bar = (int) Math.max(1, BAR * documents / most);
                rows.add(List.of(names.get(band), Long.toString(documents), "#".repeat(bar) + " ".repeat(BAR - bar)));
            }
        }
        return rows;
    }

    private static void recommendations(StringBuilder out, List<Recommendation> recommendations) {
        if (recommendations.isEmpty()) {
            out.append("Nothing to recommend.\n");
        }
        for (Recommendation each : recommendations) {
            out.append(ReportTables.title(each)).append('\n');
            ReportTables.reasons(each)
                    .forEach(reason -> out.append("    ").append(reason).append('\n'));
        }
    }
}
