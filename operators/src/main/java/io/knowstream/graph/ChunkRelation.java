package io.knowstream.graph;

/**
 * A relation that a chunk states between two of its mentions.
 *
 * @param subject index of the subject in {@link ChunkExtraction#mentions()}
 * @param object index of the object in {@link ChunkExtraction#mentions()}
 * @param type the predicate's name, e.g. {@code place of birth}
 * @param wikidata the property's id, e.g. {@code P19}; null where the predicate is no Wikidata property
 * @param confidence parts per million
 * @param evidence the part of the chunk that says so, relative to the chunk
 */
public record ChunkRelation(int subject, int object, String type, String wikidata, int confidence, Span evidence) {}
