package io.knowstream.inference.grounded;

/**
 * A relation that a model finds between two entities of a text.
 *
 * @param subject index of the subject among the entities given
 * @param object index of the object among the entities given
 * @param predicate the predicate's name
 * @param wikidata the property's id; null where it has none
 * @param confidence in (0, 1]: the geometric mean of the probabilities of the choices that the model made for it
 */
public record GroundedRelation(int subject, int object, String predicate, String wikidata, double confidence) {}
