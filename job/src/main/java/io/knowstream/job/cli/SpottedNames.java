package io.knowstream.job.cli;

import io.knowstream.graph.ChunkExtraction;
import io.knowstream.graph.ChunkRelation;
import io.knowstream.graph.ChunkResult;
import io.knowstream.graph.ChunkTask;
import io.knowstream.graph.Mention;
import io.knowstream.graph.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.api.common.functions.MapFunction;

/**
 * Extraction without models, of documents of a {@link ScaleWorkload}: two words with capitals are a person, the first of
 * two persons knows the second, and a chunk's vector is drawn at random from its text. A pure function of the text.
 */
final class SpottedNames implements MapFunction<ChunkTask, ChunkResult> {

    private static final long serialVersionUID = 1L;
    private static final Pattern NAME = Pattern.compile("\\p{Lu}\\p{L}+ \\p{Lu}\\p{L}+");
    private static final int DIMENSIONS = 384;

    @Override
    public ChunkResult map(ChunkTask task) {
        return new ChunkResult(
                task.documentId(), task.revision(), task.chunkId(), task.fingerprint(), in(task.text()), null);
    }

    /** The names in a text. */
    static ChunkExtraction in(String text) {
        List<Mention> mentions = new ArrayList<>();
        List<ChunkRelation> relations = new ArrayList<>();
        Matcher names = NAME.matcher(text);
        SplittableRandom random = new SplittableRandom(text.hashCode());
        while (names.find()) {
            int confidence = 700_000 + random.nextInt(300_000);
            mentions.add(new Mention(names.start(), names.end(), names.group(), "Person", confidence));
            int last = mentions.size() - 1;
            if (last % 2 == 1) {
                Span evidence = new Span(mentions.get(last - 1).start(), names.end());
                relations.add(new ChunkRelation(last - 1, last, "significant person", "P3342", confidence, evidence));
            }
        }
        return new ChunkExtraction(mentions, relations, vector(random));
    }

    private static float[] vector(SplittableRandom random) {
        float[] vector = new float[DIMENSIONS];
        double square = 0;
        for (int i = 0; i < DIMENSIONS; i++) {
            vector[i] = (float) (random.nextDouble() - 0.5);
            square += vector[i] * vector[i];
        }
        float length = (float) StrictMath.sqrt(square);
        for (int i = 0; i < DIMENSIONS; i++) {
            vector[i] /= length;
        }
        return vector;
    }
}
