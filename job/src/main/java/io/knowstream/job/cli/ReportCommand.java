package io.knowstream.job.cli;

import io.knowstream.job.monitor.Limits;
import io.knowstream.job.monitor.PerformanceReport;
import java.io.Writer;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code report}: how a running job performs, and what would make it better. */
@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Reports how a running job performs: documents, latency by stage, memory of models, caches, quality, tasks and"
                    + " checkpoints, with recommendations, the figures behind them, and what to expect of them.",
            "Quantiles are of the last thousand times, of the slowest subtask; memory is of the task manager that takes"
                    + " the most. Metrics are up to ten seconds old, or as old as the last scrape.",
            ""
        })
final class ReportCommand implements Callable<Integer> {

    /** What a report looks like. */
    enum Format {
        TEXT,
        JSON,
        HTML
    }

    @Mixin
    private RunningJobArguments job;

    @Option(
            names = "--format",
            defaultValue = "text",
            paramLabel = "FORMAT",
            description = "text (the default), json, or html: one file with charts that needs no network.")
    private Format format;

    @Option(names = "--json", description = "The same as --format json.")
    private boolean json;

    @Option(
            names = "--output",
            defaultValue = "-",
            paramLabel = "FILE",
            description = "Where the report goes; - (the default) is standard output.")
    private String output;

    @Mixin
    private Verbosity verbosity;

    @Override
    public Integer call() throws Exception {
        PerformanceReport report = PerformanceReport.of(job.reader().read(), Limits.GUIDE);
        try (OutputFile file = OutputFile.of(output)) {
            Writer out = file.writer();
            out.write(
                    switch (json ? Format.JSON : format) {
                        case TEXT -> report.text();
                        case JSON -> report.json().toPrettyString() + "\n";
                        case HTML -> report.html();
                    });
            file.complete();
        }
        return 0;
    }
}
