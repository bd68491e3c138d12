package io.knowstream.graph;

import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * A document as its publisher sent it.
 *
 * @param id unique among documents; a later one of the same id replaces it
 * @param title null where it has none
 * @param content the text, never blank
 * @param version null where the publisher gave none
 * @param metadata never null; values that were not strings are their JSON text
 */
public record Document(String id, String title, String content, Long version, Map<String, String> metadata) {

    public Document {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(content, "content");
        metadata = metadata == null ? new TreeMap<>() : new TreeMap<>(metadata);
    }
}
