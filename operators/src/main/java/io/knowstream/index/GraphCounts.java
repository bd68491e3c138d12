package io.knowstream.index;

/**
 * How many records of each kind the graph has.
 *
 * @param documents documents
 * @param chunks chunks
 * @param entities entities
 * @param relationships relationships
 */
public record GraphCounts(int documents, int chunks, int entities, int relationships) {}
