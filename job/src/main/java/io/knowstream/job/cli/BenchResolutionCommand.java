package io.knowstream.job.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.knowstream.resolution.ResolutionConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench resolution}: how well names are resolved. */
@Command(
        name = "resolution",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Resolves names that people have marked, as the job does and in plainer ways, and prints how well the entities"
                    + " agree with theirs: by mention (B-cubed) and by pair of mentions. Of KnowledgeNet names are compared"
                    + " across documents, of DocRED within each, as it says no more.",
            ""
        })
final class BenchResolutionCommand implements Callable<Integer> {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Option(
            names = "--knowledgenet",
            paramLabel = "FILE",
            description = "Facts with the Wikidata ids of subjects and objects, an object a line.")
    private Path knowledgeNet;

    @Option(
            names = "--fold",
            defaultValue = "4",
            paramLabel = "N",
            description = "Which part of KnowledgeNet. Default: 4, which nothing was made for.")
    private int fold;

    @Option(
            names = "--docred",
            paramLabel = "FILE",
            description = "Documents of DocRED or Re-DocRED, with the names of their entities.")
    private Path docRed;

    @Option(
            names = "--threshold",
            defaultValue = "0.8",
            paramLabel = "SIMILARITY",
            description = "From which similarity on names are one. Default: 0.8.")
    private double threshold;

    @Option(names = "--json", description = "Prints JSON, an object for each of the data.")
    private boolean json;

    @Mixin
    private Verbosity verbosity;

    @Override
    public Integer call() throws Exception {
        if (knowledgeNet == null && docRed == null) {
            throw new UsageException("bench resolution needs data: --knowledgenet or --docred");
        }
        if (!(threshold > 0 && threshold <= 1)) {
            throw new UsageException("--threshold must be above 0 and at most 1 (got " + threshold + ")");
        }
        if (knowledgeNet != null) {
            print("KnowledgeNet, fold " + fold, GoldMentions.ofKnowledgeNet(existing(knowledgeNet), fold), true);
        }
        if (docRed != null) {
            print("DocRED, " + docRed.getFileName(), GoldMentions.ofDocRed(existing(docRed)), false);
        }
        return 0;
    }

    private static Path existing(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new UsageException("no such file: " + file);
        }
        return file;
    }

    private void print(String name, GoldMentions gold, boolean across) throws IOException {
        List<ResolutionBench.Resolved> resolved =
                new ResolutionBench(threshold, ResolutionConfig.DEFAULT_NAMES_PER_BLOCK).resolve(gold);
        ObjectNode out = JSON.createObjectNode()
                .put("data", name)
                .put("documents", gold.texts().size())
                .put("mentions", resolved.size())
                .put("threshold", threshold);
        for (ResolutionBench.Way way : ResolutionBench.Way.values()) {
            ClusterScore score = ResolutionBench.score(resolved, way, across);
            out.putObject(way.name().toLowerCase(Locale.ROOT))
                    .put("precision", score.precision())
                    .put("recall", score.recall())
                    .put("f1", score.f1())
                    .put("pairPrecision", score.pairPrecision())
                    .put("pairRecall", score.pairRecall())
                    .put("pairF1", score.pairF1());
        }
        if (json) {
            System.out.println(out);
            return;
        }
        System.out.printf(
                Locale.ROOT,
                "%s: %,d mentions in %,d documents%n%-14s %26s %26s%n%-14s %8s %8s %8s %8s %8s %8s%n",
                name,
                resolved.size(),
                gold.texts().size(),
                "",
                "by mention (B-cubed)",
                "by pair",
                "",
                "precis.",
                "recall",
                "F1",
                "precis.",
                "recall",
                "F1");
        for (ResolutionBench.Way way : ResolutionBench.Way.values()) {
            ClusterScore score = ResolutionBench.score(resolved, way, across);
            System.out.printf(
                    Locale.ROOT,
                    "%-14s %8.4f %8.4f %8.4f %8.4f %8.4f %8.4f%n",
                    way.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                    score.precision(),
                    score.recall(),
                    score.f1(),
                    score.pairPrecision(),
                    score.pairRecall(),
                    score.pairF1());
        }
    }
}
