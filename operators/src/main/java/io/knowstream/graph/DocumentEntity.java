package io.knowstream.graph;

import java.util.List;

/**
 * An entity as one document speaks of it.
 *
 * @param id {@link Ids#entity}
 * @param name the canonical name in this document
 * @param type e.g. {@code Person}
 * @param sense what tells it from others of its name, such as {@code born 1867}; null where nothing does
 * @param confidence mean of the mentions', parts per million
 * @param mentions in text order, offsets in the document's content; never empty
 */
public record DocumentEntity(
        String id, String name, String type, String sense, int confidence, List<Mention> mentions) {

    /** One that nothing tells from others of its name. */
    public DocumentEntity(String id, String name, String type, int confidence, List<Mention> mentions) {
        this(id, name, type, null, confidence, mentions);
    }
}
