package io.knowstream.job.cli;

import io.knowstream.job.config.JobConfig;
import io.knowstream.job.evaluate.BadGoldException;
import io.knowstream.job.evaluate.Bootstrap;
import io.knowstream.job.evaluate.GoldDocument;
import io.knowstream.job.evaluate.GoldFormat;
import io.knowstream.job.evaluate.GoldSet;
import io.knowstream.job.evaluate.HeldOut;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What is evaluated, and how. */
final class EvaluationArguments {

    @Option(
            names = "--gold",
            required = true,
            paramLabel = "PATH",
            description = "Annotated texts: a file (.xz and .gz are unpacked) or a directory with all below it. Can be"
                    + " repeated.")
    private List<Path> gold;

    @Option(
            names = "--format",
            paramLabel = "NAME",
            description = "docred (Re-DocRED too), knowledgenet, gum, litbank, wnut17, broad-twitter, crossner,"
                    + " sec-filings, tekgen, fewrel or text. Default: by the file's beginning.")
    private String format;

    @Option(names = "--documents", paramLabel = "N", description = "Only the first N of those that are left.")
    private Integer documents;

    @Option(names = "--ids", paramLabel = "FILE", description = "Only documents of these ids or titles, one a line.")
    private Path ids;

    @Option(
            names = "--held-out",
            description =
                    "Only documents that the built-in models were not trained on, where they were trained on others"
                            + " of the collection.")
    private boolean heldOut;

    @Option(
            names = "--seed",
            defaultValue = "1",
            paramLabel = "N",
            description = "Of the samples behind the intervals, and of what is drawn. Default: 1.")
    private long seed;

    @Option(
            names = "--samples",
            defaultValue = "1000",
            paramLabel = "N",
            description = "How many samples of documents the intervals are from. Default: 1000.")
    private int samples;

    @Option(names = "--json", description = "Prints JSON.")
    private boolean json;

    @Mixin
    private ParallelismArgument parallelism;

    @Mixin
    private ConfigurationArguments configuration;

    @Mixin
    private Verbosity verbosity;

    boolean json() {
        return json;
    }

    long seed() {
        return seed;
    }

    Bootstrap bootstrap() {
        if (samples < 1) {
            throw new UsageException("--samples must be at least 1 (got " + samples + ")");
        }
        return new Bootstrap(seed, samples);
    }

    /** Reads what is asked for, for a task. */
    GoldSet gold(GoldFormat.Task task) throws IOException {
        if (documents != null && documents < 1) {
            throw new UsageException("--documents must be at least 1 (got " + documents + ")");
        }
        GoldSet all = read();
        if (!all.format().has(task)) {
            throw new UsageException("--gold must be of a format with what is measured, one of "
                    + Arrays.stream(GoldFormat.values())
                            .filter(each -> each.has(task))
                            .toList()
                    + " (got " + all.format() + ")");
        }
        if (task != GoldFormat.Task.RETRIEVAL
                && all.documents().stream().noneMatch(document -> isAnnotated(document, task))) {
            throw new UsageException(
                    "--gold must have annotated " + (task == GoldFormat.Task.RELATIONS ? "relations" : "entities")
                            + " (there are none in " + gold + ")");
        }
        List<GoldDocument> some = new ArrayList<>(all.documents());
        if (heldOut) {
            HeldOut.of(all.format(), task).ifPresent(list -> some.removeIf(document -> !list.has(document)));
        }
        if (ids != null) {
            Set<String> named = ids();
            some.removeIf(document -> !named.contains(document.id()) && !named.contains(document.title()));
        }
        if (some.isEmpty()) {
            throw new UsageException("--gold, --ids and --held-out must leave a document (of "
                    + all.documents().size() + " in " + gold + " they leave none)");
        }
        return all.with(documents == null ? some : some.subList(0, Math.min(documents, some.size())));
    }

    private static boolean isAnnotated(GoldDocument document, GoldFormat.Task task) {
        return task == GoldFormat.Task.RELATIONS
                ? !document.relations().isEmpty()
                : !document.mentions().isEmpty();
    }

    private GoldSet read() {
        try {
            return GoldFormat.read(gold, format == null ? null : GoldFormat.named(format));
        } catch (BadGoldException e) {
            throw new UsageException(e.getMessage());
        }
    }

    private Set<String> ids() throws IOException {
        if (!Files.isReadable(ids)) {
            throw new UsageException("--ids must be a file that may be read (got " + ids + ")");
        }
        Set<String> named = new LinkedHashSet<>();
        for (String line : Files.readAllLines(ids)) {
            if (!line.isBlank()) {
                named.add(line.strip());
            }
        }
        return named;
    }

    /** The configuration of a job whose index is in a directory. */
    JobConfig config(Path index) {
        Map<String, String> fixed = new LinkedHashMap<>(EvaluationJob.FIXED);
        fixed.put("index.path", index.toString());
        return configuration.load(BoundedRun.DEFAULTS, fixed);
    }

    /** A job over documents. */
    EvaluationJob job(List<GoldDocument> some, WorkDirectory work, Terminal terminal) {
        int tasks = parallelism.of(config(work.path().resolve("index")));
        return new EvaluationJob(some, work, this::config, tasks, terminal);
    }
}
