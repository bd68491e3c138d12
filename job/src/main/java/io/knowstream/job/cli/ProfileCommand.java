package io.knowstream.job.cli;

import io.knowstream.job.config.JobConfig;
import io.knowstream.job.monitor.ProcessingProfile;
import io.knowstream.job.monitor.ProfileJson;
import io.knowstream.job.monitor.ProfilePage;
import io.knowstream.job.monitor.ProfileText;
import io.knowstream.metrics.Recorder;
import io.knowstream.metrics.StageSampler;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code profile}: the job, bounded, over a file of documents, and where its time and memory went. */
@Command(
        name = "profile",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Runs the job over a file of documents and says where time and memory went: by stage (context, chunking,"
                    + " embedding, entity, relationship, resolution, index), by model, at the most, and what to change by"
                    + " the rules of the performance tuning guide.",
            "Times are wall times of all threads together; a language model reads many chunks at once, so that the time"
                    + " of a chunk there has its neighbours' in it. Results are not kept. A job on a cluster measures"
                    + " one document in N with --set profile.every=N.",
            ""
        })
final class ProfileCommand implements Callable<Integer> {

    @Option(
            names = "--input",
            required = true,
            paramLabel = "FILE",
            description = "Documents, as extract reads them (.gz is unpacked); - reads standard input.")
    private String input;

    @Option(names = "--json", description = "Prints JSON.")
    private boolean json;

    @Option(
            names = "--html",
            paramLabel = "FILE",
            description = "Writes a page with charts there too; it needs no network.")
    private String html;

    @Option(
            names = "--every",
            defaultValue = "1",
            paramLabel = "N",
            description = "Measures the stages of one document in N, always the same ones. Default: 1, all.")
    private int every;

    @Mixin
    private ParallelismArgument parallelism;

    @Mixin
    private ConfigurationArguments configuration;

    @Mixin
    private Verbosity verbosity;

    @Override
    public Integer call() throws Exception {
        if (every < 1) {
            throw new UsageException("--every must be at least 1 (got " + every + ")");
        }
        if (InputFile.STANDARD.equals(html)) {
            throw new UsageException("--html must be a file: standard output has the figures (got -)");
        }
        try (WorkDirectory work = WorkDirectory.create();
                Terminal terminal = Terminal.open()) {
            JobConfig config = configuration.load(
                    BoundedRun.DEFAULTS,
                    Map.of(
                            "index.path",
                            work.path().resolve("index").toString(),
                            StageSampler.EVERY,
                            Integer.toString(every)));
            int tasks = parallelism.of(config);
            InputFile documents = InputFile.of(input, work.path());
            if (html != null) {
                OutputFile.require("--html", html, documents);
            }
            Collection<String> ids =
                    ExtractCommand.firstAppearances(documents, config.limits()).values();
            int expected = ids.size();
            if (expected == 0) {
                throw new NoAnswerException("there is no valid document in " + documents.name());
            }
            if (ids.stream().noneMatch(new StageSampler(every, Recorder.NONE)::samples)) {
                throw new NoAnswerException("none of the " + expected + " documents of " + documents.name()
                        + " is among those that --every " + every + " measures");
            }
            Path rejections = work.directory("rejections");
            ProcessingProfile profile = new ProfiledRun(
                            new BoundedRun(config, documents, work.directory("flink"), tasks))
                    .run(rejections, expected, terminal);
            terminal.close();
            tellRejected(RejectionSink.read(rejections).size());
            print(documents.name(), profile);
            return 0;
        }
    }

    private static void tellRejected(int rejected) {
        if (rejected > 0) {
            System.err.println("knowstream: lines that were rejected: " + rejected + "; extract says why");
        }
    }

    private void print(String name, ProcessingProfile profile) throws IOException {
        if (html != null) {
            try (OutputFile page = OutputFile.of("--html", html)) {
                page.writer().write(ProfilePage.of(name, profile));
                page.complete();
            }
        }
        if (json) {
            System.out.println(ProfileJson.of(profile));
        } else {
            System.out.print(ProfileText.of(profile));
        }
    }
}
