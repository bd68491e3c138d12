package io.knowstream.inference.catalogue;

/** What an encoder was trained to do. */
public enum ModelTask implements NamedValue {
    /** Labels tokens: the role {@code entity}. */
    ENTITIES,
    /** Classifies pairs of entities: the role {@code relationship}. */
    RELATIONSHIPS,
    /** Reads the dependency trees of sentences. */
    SYNTAX,
    /** Turns a text into a vector: the role {@code embedding}. */
    EMBEDDING
}
