package io.knowstream.graph;

import java.util.List;

/**
 * An entity as all documents together speak of it.
 *
 * @param id {@link Ids#entity}
 * @param name its most used name
 * @param type e.g. {@code Person}
 * @param sense what tells it from others of its name, such as {@code born 1867}; null where nothing does
 * @param aliases other names that documents use for it, most used first, bounded
 * @param documents how many documents name it
 * @param mentions how often they do
 * @param confidence mean of the mentions', parts per million
 * @param evidence the strongest mentions in {@link Evidence#ORDER}, bounded
 */
public record Entity(
        String id,
        String name,
        String type,
        String sense,
        List<String> aliases,
        int documents,
        long mentions,
        int confidence,
        List<Evidence> evidence) {

    /** One that nothing tells from others of its name. */
    public Entity(
            String id,
            String name,
            String type,
            List<String> aliases,
            int documents,
            long mentions,
            int confidence,
            List<Evidence> evidence) {
        this(id, name, type, null, aliases, documents, mentions, confidence, evidence);
    }

    /** The name, with what tells it from others of its name. */
    public String nameWithSense() {
        return sense == null ? name : name + ", " + sense;
    }
}
