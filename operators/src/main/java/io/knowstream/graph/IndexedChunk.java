package io.knowstream.graph;

import java.util.List;

/**
 * A chunk in the semantic index.
 *
 * @param id {@link Ids#chunk}
 * @param documentId the document
 * @param title the document's title, or null
 * @param start first code point in the document's content
 * @param end code point after the last
 * @param text the chunk's text
 * @param entities ids of the entities that it mentions, in text order
 * @param embedding L2-normalised; empty where there is none
 */
public record IndexedChunk(
        String id,
        String documentId,
        String title,
        int start,
        int end,
        String text,
        List<String> entities,
        float[] embedding) {}
