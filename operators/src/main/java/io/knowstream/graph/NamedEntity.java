package io.knowstream.graph;

import java.util.List;

/**
 * The names of an entity, of which it is told whether two entities are one.
 *
 * @param id {@link Ids#entity}
 * @param type e.g. {@code Person}
 * @param sense what tells it from others of its name, such as {@code born 1867}; null where nothing does
 * @param name its most used name
 * @param aliases other names that documents use for it, not those that differ from its name in case, width or spacing
 *     alone; in text order, bounded
 */
public record NamedEntity(String id, String type, String sense, String name, List<String> aliases) {

    /** One that nothing tells from others of its name. */
    public NamedEntity(String id, String type, String name, List<String> aliases) {
        this(id, type, null, name, aliases);
    }
}
