package io.knowstream.inference.grounded;

import java.util.List;

/**
 * An entity as a text names it.
 *
 * @param type its type's name
 * @param mentions at least one; a mention's own type and confidence say nothing here
 */
public record EntityMentions(String type, List<NamedSpan> mentions) {

    public EntityMentions {
        if (mentions.isEmpty()) {
            throw new IllegalArgumentException("an entity of type " + type + " must have at least one mention");
        }
        mentions = mentions.stream().sorted(NamedSpan.TEXT_ORDER).toList();
    }
}
