package io.knowstream.resolution;

import io.knowstream.graph.Chunk;
import io.knowstream.graph.ChunkResult;
import io.knowstream.graph.Confidence;
import io.knowstream.graph.DocumentEntity;
import io.knowstream.graph.DocumentRelationship;
import io.knowstream.graph.GlobalContext;
import io.knowstream.graph.Manifest;
import io.knowstream.graph.Mention;
import io.knowstream.graph.Names;
import io.knowstream.graph.Quality;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * How well a document was understood, after four formulas that depend on the document alone.
 *
 * <ul>
 *   <li><b>entity</b>: mean confidence of all mentions; 0 without one.
 *   <li><b>relationship</b>: mean confidence of all relationships; 0 without one, and 1 where fewer than two entities
 *       leave nothing to relate.
 *   <li><b>coherence</b>: mean cosine of neighbouring chunks' embeddings, a negative one counting 0; 1 for one chunk.
 *   <li><b>context</b>: share of chunks with an entity that the title or the lead names or that another chunk mentions.
 * </ul>
 *
 * Chunks that failed count as without mentions, so they lower the result.
 */
final class QualityValidation {

    private QualityValidation() {}

    static Quality validate(
            Manifest manifest,
            List<ChunkResult> results,
            List<DocumentEntity> entities,
            List<DocumentRelationship> relationships) {
        return Quality.of(
                entity(entities),
                relationship(entities, relationships),
                coherence(results),
                context(manifest, entities));
    }

    private static int entity(List<DocumentEntity> entities) {
        long sum = 0;
        long count = 0;
        for (DocumentEntity entity : entities) {
            for (Mention mention : entity.mentions()) {
                sum += mention.confidence();
                count++;
            }
        }
        return Confidence.mean(sum, count);
    }

    private static int relationship(List<DocumentEntity> entities, List<DocumentRelationship> relationships) {
        if (entities.size() < 2) {
            return Confidence.ONE;
        }
        long sum = relationships.stream()
                .mapToLong(DocumentRelationship::confidence)
                .sum();
        return Confidence.mean(sum, relationships.size());
    }

    private static int coherence(List<ChunkResult> results) {
        if (results.size() < 2) {
            return Confidence.ONE;
        }
        long sum = 0;
        for (int i = 1; i < results.size(); i++) {
            sum += Confidence.of(cosine(
                    results.get(i - 1).extraction().embedding(),
                    results.get(i).extraction().embedding()));
        }
        return Confidence.mean(sum, results.size() - 1L);
    }

    /** The cosine of two normalised vectors; 0 where one is missing. */
    private static double cosine(float[] a, float[] b) {
        if (a.length != b.length) {
            return 0;
        }
        double dot = 0;
        for (int i = 0; i < a.length; i++) {
            dot += (double) a[i] * b[i];
        }
        return dot;
    }

    private static int context(Manifest manifest, List<DocumentEntity> entities) {
        List<Chunk> chunks = manifest.chunks();
        String frame = frame(manifest.context());
        ChunkPlaces places = new ChunkPlaces(chunks);
        BitSet connected = new BitSet(chunks.size());
        for (DocumentEntity entity : entities) {
            Set<Integer> named = new HashSet<>();
            entity.mentions().forEach(mention -> places.of(mention).forEach(named::add));
            if (named.size() > 1 || frame.contains(" " + Names.normalize(entity.name()) + " ")) {
                named.forEach(connected::set);
            }
        }
        return Confidence.mean((long) connected.cardinality() * Confidence.ONE, chunks.size());
    }

    /** Title and lead as normalised words between spaces, to look for whole names; empty where preparation failed. */
    private static String frame(GlobalContext context) {
        if (context == null) {
            return "";
        }
        StringBuilder words = new StringBuilder(" ");
        for (String part : new String[] {context.title(), context.lead()}) {
            if (part != null) {
                for (String word : Names.collapse(part).split(" ")) {
                    words.append(Names.normalize(word)).append(' ');
                }
            }
        }
        return words.toString();
    }
}
