package io.knowstream.graph;

import java.util.List;

/**
 * A relationship as all documents together state it.
 *
 * @param id {@link Ids#relationship}
 * @param source entity id of the subject
 * @param type the predicate's name
 * @param wikidata the property's id, or null
 * @param target entity id of the object
 * @param confidence noisy-or of the documents', parts per million
 * @param documents how many documents state it
 * @param evidence the strongest statements in {@link Evidence#ORDER}, bounded
 */
public record Relationship(
        String id,
        String source,
        String type,
        String wikidata,
        String target,
        int confidence,
        int documents,
        List<Evidence> evidence) {}
