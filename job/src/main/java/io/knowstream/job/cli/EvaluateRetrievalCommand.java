package io.knowstream.job.cli;

import io.knowstream.index.GraphReader;
import io.knowstream.index.SemanticHit;
import io.knowstream.inference.encoder.Embedder;
import io.knowstream.inference.roles.RoleModels;
import io.knowstream.job.config.JobConfig;
import io.knowstream.job.evaluate.Bootstrap;
import io.knowstream.job.evaluate.GoldFormat;
import io.knowstream.job.evaluate.GoldSet;
import io.knowstream.job.evaluate.RetrievalEvaluation;
import io.knowstream.job.evaluate.RetrievalPool;
import io.knowstream.metrics.Recorder;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code evaluate retrieval}: how well passages are found. */
@Command(
        name = "retrieval",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "How often a sentence finds the document that it was taken out of among the ten best: by its embedding alone, by"
                    + " its words alone, and by both, as 'query semantic' searches. Format: text, an object with id,"
                    + " title and text a line; a file is a source.",
            ""
        })
final class EvaluateRetrievalCommand implements Callable<Integer> {

    /** Chunks that are asked for first; nearly always they are of enough documents. */
    private static final int CHUNKS = 50;

    @Option(
            names = "--pool",
            defaultValue = "500",
            paramLabel = "N",
            description = "How many documents of each source are searched, drawn by the seed. Default: 500.")
    private int pool;

    @Mixin
    private EvaluationArguments arguments;

    @Override
    public Integer call() throws Exception {
        if (pool < 1) {
            throw new UsageException("--pool must be at least 1 (got " + pool + ")");
        }
        GoldSet gold = arguments.gold(GoldFormat.Task.RETRIEVAL);
        Bootstrap bootstrap = arguments.bootstrap();
        RetrievalPool drawn = RetrievalPool.draw(gold.documents(), pool, arguments.seed());
        if (drawn.queries().isEmpty()) {
            throw new UsageException("--gold must have documents of three sentences, one of them of eight words (of "
                    + gold.documents().size() + " none is so)");
        }
        EvaluationAnswer answer =
                new EvaluationAnswer(gold.with(drawn.documents()), GoldFormat.Task.RETRIEVAL, bootstrap);
        try (WorkDirectory work = WorkDirectory.create();
                Terminal terminal = Terminal.open()) {
            EvaluationJob job = arguments.job(drawn.documents(), work, terminal);
            JobConfig config = arguments.config(work.path().resolve("index"));
            try (GraphReader reader = job.open("found", null);
                    RoleModels models = RoleModels.open(config.inference(), Recorder.NONE)) {
                terminal.show("searching for %,d sentences", drawn.queries().size());
                Embedder embedder = models.embedder(config.models().embedding());
                answer.retrieval(RetrievalEvaluation.of(
                        drawn, (sentence, way) -> find(reader, embedder, sentence, way), bootstrap));
            }
        }
        answer.print(arguments.json());
        return 0;
    }

    private static List<Integer> find(
            GraphReader reader, Embedder embedder, String sentence, RetrievalEvaluation.Way way) throws IOException {
        String words = way == RetrievalEvaluation.Way.EMBEDDING ? null : sentence;
        float[] embedding = way == RetrievalEvaluation.Way.BM25 ? null : embedder.embed(sentence);
        for (int chunks = CHUNKS; ; chunks *= 2) {
            List<SemanticHit> hits = reader.semantic(words, embedding, chunks);
            List<Integer> documents = hits.stream()
                    .map(hit -> Integer.valueOf(hit.chunk().documentId()))
                    .distinct()
                    .toList();
            if (documents.size() >= RetrievalEvaluation.BEST || hits.size() < chunks) {
                return documents;
            }
        }
    }
}
