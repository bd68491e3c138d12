package io.knowstream.inference.catalogue;

/** What the job needs a model for. */
public enum ModelRole implements NamedValue {
    /** Finds entities in a chunk. */
    ENTITY,
    /** Finds relationships between them. */
    RELATIONSHIP,
    /** Finds a document's global context. */
    ANALYSIS,
    /** Embeds sentences and chunks. */
    EMBEDDING;

    /** The key that names the role's model. */
    public String key() {
        return "models." + text();
    }
}
