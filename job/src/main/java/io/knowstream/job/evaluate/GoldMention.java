package io.knowstream.job.evaluate;

import java.util.List;

/**
 * A name that people have marked.
 *
 * @param start first code point
 * @param end code point after the last
 * @param types of which the entity may be, the likeliest first; empty where the annotation does not say
 * @param entity equal for the mentions of one entity of the document
 */
public record GoldMention(int start, int end, List<String> types, String entity) {

    public GoldMention {
        if (start < 0 || end <= start) {
            throw new IllegalArgumentException(
                    "a mention must have at least one code point (got " + start + " to " + end + ")");
        }
        types = List.copyOf(types);
    }
}
