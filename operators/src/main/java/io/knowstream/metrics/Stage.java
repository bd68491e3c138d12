package io.knowstream.metrics;

import java.util.Locale;

/** The work that a document takes, in the order in which it is done. */
public enum Stage {
    /** The document's global context. */
    CONTEXT,
    /** The boundaries of its chunks, what is embedded for them not included. */
    CHUNKING,
    /** Embeddings of chunks, and of sentences for the boundaries of chunks. */
    EMBEDDING,
    /** The mentions of its chunks. The first to read a chunk, which cuts it into tokens for all others. */
    ENTITY,
    /** The relations between the mentions of its chunks. */
    RELATIONSHIP,
    /** Its mentions become entities, and what it says is merged with what others say. Links between names are in no stage. */
    RESOLUTION,
    /** Its records and those of its chunks are written, and its part of the commits. */
    INDEX;

    /** The value of metrics' label {@code stage}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
