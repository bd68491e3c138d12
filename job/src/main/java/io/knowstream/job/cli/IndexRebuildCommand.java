package io.knowstream.job.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.knowstream.job.config.IndexKind;
import io.knowstream.job.config.JobConfig;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code index rebuild}: a lost or damaged index from a savepoint. */
@Command(
        name = "rebuild",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Writes an index whose files are lost or damaged anew, from the state of a savepoint or retained checkpoint:"
                    + " the graph is what the job had published by then, and no model reads anything again.",
            "It runs the job here, on the topics of the configuration, until the index is published, and stops it with a"
                    + " savepoint to go on from. No other job may run from the same state meanwhile. What came to the"
                    + " topic of documents since the savepoint is processed as ever; what is sent to the index once more"
                    + " goes to the topic of changes too, where it says the same under the same revision.",
            "What is left of the index stays until newer manifests replace it; where manifests or index.json are damaged,"
                    + " remove the directory before. Another index.path is written as well as the old one.",
            "A cluster does the same: submit the job from the savepoint with --set index.rebuild=TOKEN, any word that was"
                    + " not used before. Its first checkpoint takes as long as the whole graph takes to write: set"
                    + " checkpoint.timeout to match. The index is complete with the first manifest. The token may stay.",
            ""
        })
final class IndexRebuildCommand implements Callable<Integer> {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Option(
            names = "--savepoint",
            required = true,
            paramLabel = "PATH",
            description = "The savepoint or checkpoint: a directory or a URI.")
    private String savepoint;

    @Option(
            names = "--target",
            paramLabel = "DIR",
            description = "Where the new savepoint goes. Default: beside the given one.")
    private String target;

    @Option(
            names = "--parallelism",
            defaultValue = "1",
            paramLabel = "N",
            description = "How many tasks write side by side. Default: 1.")
    private int parallelism;

    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean json;

    @Mixin
    private ConfigurationArguments configuration;

    @Mixin
    private Verbosity verbosity;

    @Override
    public Integer call() throws Exception {
        URI from = directory(savepoint);
        if (from.getScheme().equals("file") && !Files.exists(Path.of(from))) {
            throw new UsageException(
                    "--savepoint must name a savepoint or checkpoint (there is nothing at " + savepoint + ")");
        }
        URI to = target == null ? beside(from) : directory(target);
        // State remembers the token, so it must be one that never was before; the graph does not depend on it.
        JobConfig config = configuration.load(
                IndexRebuild.DEFAULTS, Map.of("index.rebuild", UUID.randomUUID().toString()));
        if (config.index() == null) {
            throw new UsageException("index rebuild writes indices of index.kind lucene: a job with index.kind "
                    + IndexKind.ELASTICSEARCH + " writes its own anew when it starts from the savepoint with"
                    + " index.rebuild set to a new word");
        }
        BoundedRun.requireParallelism(parallelism, config);
        IndexLocation.readyFileSystems(savepoint, target, config.index().path());
        try (WorkDirectory work = WorkDirectory.create();
                Terminal terminal = Terminal.open()) {
            print(new IndexRebuild(config, parallelism, work.path()).run(from, to, terminal), config);
        }
        return 0;
    }

    /** The directory that a savepoint lies in, of which Flink takes the file of its metadata as well. */
    private static URI beside(URI savepoint) {
        URI directory = savepoint.getPath().endsWith("/_metadata") ? savepoint.resolve(".") : savepoint;
        return directory.resolve(directory.getPath().endsWith("/") ? ".." : ".");
    }

    private static URI directory(String path) {
        int colon = path.indexOf(':');
        return colon < 2 ? Path.of(path).toAbsolutePath().normalize().toUri() : URI.create(path);
    }

    private void print(IndexRebuild.Outcome outcome, JobConfig config) {
        if (json) {
            System.out.println(JSON.createObjectNode()
                    .put("index", config.index().path())
                    .put("savepoint", outcome.savepoint())
                    .put("documents", outcome.counts().documents())
                    .put("chunks", outcome.counts().chunks())
                    .put("entities", outcome.counts().entities())
                    .put("relationships", outcome.counts().relationships()));
            return;
        }
        System.out.printf(
                Locale.ROOT,
                "%s has %,d documents, %,d chunks, %,d entities and %,d relationships%nstart the job from %s%n",
                config.index().path(),
                outcome.counts().documents(),
                outcome.counts().chunks(),
                outcome.counts().entities(),
                outcome.counts().relationships(),
                outcome.savepoint());
    }
}
