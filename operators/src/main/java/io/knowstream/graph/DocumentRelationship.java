package io.knowstream.graph;

import java.util.List;

/**
 * A relationship as one document states it.
 *
 * @param id {@link Ids#relationship}
 * @param source entity id of the subject
 * @param type the predicate's name
 * @param wikidata the property's id, or null
 * @param target entity id of the object
 * @param confidence the highest of its statements in the document, parts per million
 * @param evidence where the document says so, in text order; never empty
 */
public record DocumentRelationship(
        String id, String source, String type, String wikidata, String target, int confidence, List<Span> evidence) {}
