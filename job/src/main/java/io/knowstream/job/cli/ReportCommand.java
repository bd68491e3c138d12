package io.knowstream.job.cli;

import io.knowstream.job.monitor.JobReading;
import io.knowstream.job.monitor.Limits;
import io.knowstream.job.monitor.PerformanceReport;
import java.io.Writer;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
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

    @ArgGroup
    private Form form = new Form();

    private static final class Form {
        @Option(
                names = "--format",
                paramLabel = "FORMAT",
                description = "text (the default), json, or html: one file with charts that needs no network.")
        private Format format;

        @Option(names = "--json", description = "The same as --format json.")
        private boolean json;
    }

    @Option(
            names = "--latency",
            paramLabel = "SECONDS",
            description = "What a document may take in the mean. Default: 10.")
    private Double latency;

    @Option(
            names = "--throughput",
            paramLabel = "N",
            description = "Documents a minute, at the least, while some wait. Default: 6.")
    private Double throughput;

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
        Limits limits = limits();
        try (OutputFile file = OutputFile.of(output)) {
            JobReading reading = job.reader().read();
            if (reading.metrics().isEmpty()) {
                throw new NoAnswerException("job " + reading.job() + " at " + reading.source()
                        + " shows no metrics of Knowstream: it begins just now, or is another's job");
            }
            PerformanceReport report = PerformanceReport.of(reading, limits);
            Writer out = file.writer();
            out.write(
                    switch (form.json ? Format.JSON : form.format == null ? Format.TEXT : form.format) {
                        case TEXT -> report.text();
                        case JSON -> report.json().toPrettyString() + "\n";
                        case HTML -> report.html();
                    });
            file.complete();
        }
        return 0;
    }

    private Limits limits() {
        Limits guide = Limits.GUIDE;
        if (latency != null && !(latency > 0 && latency < Double.POSITIVE_INFINITY)) {
            throw new UsageException("--latency must be more than 0 seconds (got " + latency + ")");
        }
        if (throughput != null && !(throughput >= 0)) {
            throw new UsageException("--throughput must be at least 0 documents a minute (got " + throughput + ")");
        }
        return new Limits(
                latency == null ? guide.latency() : Duration.ofMillis((long) (1e3 * latency)),
                guide.memory(),
                guide.hitRate(),
                guide.quality(),
                throughput == null ? guide.documentsPerMinute() : throughput);
    }
}
