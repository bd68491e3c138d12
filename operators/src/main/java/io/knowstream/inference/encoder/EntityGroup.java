package io.knowstream.inference.encoder;

import java.util.List;

/**
 * The spans of a text that name one entity.
 *
 * @param type the entity's type
 * @param spans at least one, in text order
 */
public record EntityGroup(String type, List<EntitySpan> spans) {

    public EntityGroup {
        if (spans.isEmpty()) {
            throw new IllegalArgumentException("an entity of type " + type + " must have at least one span");
        }
        spans = List.copyOf(spans);
    }
}
