package io.knowstream.graph;

import java.util.List;

/**
 * What one document says: the unit of {@code extract} and of the document index.
 *
 * @param document the document itself
 * @param quality null where quality validation is off
 * @param chunks in text order
 * @param entities in the order of their first mention
 * @param relationships sorted by subject's, then object's order, then type
 * @param failures reasons of chunks that can never be extracted, in text order; empty as a rule
 */
public record DocumentGraph(
        Document document,
        Quality quality,
        List<Chunk> chunks,
        List<DocumentEntity> entities,
        List<DocumentRelationship> relationships,
        List<String> failures) {}
