package io.knowstream.graph;

import java.util.List;

/**
 * The mentions, relations and embedding of one chunk.
 *
 * @param mentions in text order, offsets relative to the chunk
 * @param relations between those mentions
 * @param embedding L2-normalised, 384 dimensions; empty where the chunk has none
 */
public record ChunkExtraction(List<Mention> mentions, List<ChunkRelation> relations, float[] embedding) {

    /** An extraction that found nothing. */
    public static ChunkExtraction empty() {
        return new ChunkExtraction(List.of(), List.of(), new float[0]);
    }
}
