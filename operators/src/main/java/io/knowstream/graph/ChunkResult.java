package io.knowstream.graph;

/**
 * What extraction found in a chunk.
 *
 * @param documentId the document's id
 * @param revision the document's revision
 * @param chunkId {@link Ids#chunk}
 * @param fingerprint of the {@link ChunkTask}
 * @param extraction what was found; empty where the chunk failed
 * @param failure null, or why this text can never be extracted (a function of the input alone)
 */
public record ChunkResult(
        String documentId,
        long revision,
        String chunkId,
        String fingerprint,
        ChunkExtraction extraction,
        String failure) {}
