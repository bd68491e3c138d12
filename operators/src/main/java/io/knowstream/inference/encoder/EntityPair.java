package io.knowstream.inference.encoder;

/**
 * A relation that a model finds between two entities of a text.
 *
 * @param subject index of the subject among the entities given
 * @param object index of the object among the entities given
 * @param predicate the predicate's name, e.g. {@code place of birth}
 * @param wikidata the property's id, e.g. {@code P19}
 * @param confidence in (0.5, 1]
 */
public record EntityPair(int subject, int object, String predicate, String wikidata, double confidence) {}
