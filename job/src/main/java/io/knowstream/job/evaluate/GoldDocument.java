package io.knowstream.job.evaluate;

import io.knowstream.graph.Span;
import java.util.Comparator;
import java.util.List;

/**
 * A text that people have annotated.
 *
 * @param id one of a kind among the documents that are read together
 * @param title null where it has none
 * @param text with the very offsets of its mentions
 * @param mentions in text order
 * @param free places that may be entities or not: what is found there says nothing
 * @param relations each once
 */
public record GoldDocument(
        String id,
        String title,
        String text,
        List<GoldMention> mentions,
        List<Span> free,
        List<GoldRelation> relations) {

    private static final Comparator<GoldMention> TEXT_ORDER = Comparator.comparingInt(GoldMention::start)
            .thenComparingInt(GoldMention::end)
            .thenComparing(GoldMention::entity);

    public GoldDocument {
        mentions = mentions.stream().distinct().sorted(TEXT_ORDER).toList();
        free = free.stream().distinct().sorted().toList();
        relations = relations.stream().distinct().toList();
    }

    /** A text that nothing is annotated in. */
    static GoldDocument plain(String id, String title, String text) {
        return new GoldDocument(id, title, text, List.of(), List.of(), List.of());
    }
}
