package io.knowstream.inference.grounded;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Makes mentions of names: a name is mentioned wherever its surface stands at whole words. */
final class Mentions {

    /** Of mentions that overlap, the first in this order stays. */
    private static final Comparator<NamedSpan> PRECEDENCE = Comparator.comparingInt(
                    (NamedSpan span) -> span.start() - span.end())
            .thenComparingInt(NamedSpan::start)
            .thenComparing(Comparator.comparingDouble(NamedSpan::confidence).reversed())
            .thenComparing(NamedSpan::type, Comparator.nullsFirst(Comparator.naturalOrder()));

    private Mentions() {}

    /** All mentions of a list's names in their window, in source offsets and text order. */
    static List<NamedSpan> of(List<SpanListGrammar.Item> items, Spans spans, Schema schema) {
        List<NamedSpan> mentions = new ArrayList<>();
        for (SpanListGrammar.Item item : items) {
            String type = schema.types().get(item.type()).name();
            int from = spans.startOf(item.start());
            int to = spans.endOf(item.end());
            for (int first = 0; first < spans.size(); first++) {
                if (spans.text().sameAt(from, to, spans.startOf(first))) {
                    int last = first;
                    while (last < spans.size() && spans.endOf(last) < spans.startOf(first) + to - from) {
                        last++;
                    }
                    if (last < spans.size() && spans.endOf(last) == spans.startOf(first) + to - from) {
                        mentions.add(mention(spans, first, last, type, item.confidence()));
                    }
                }
            }
        }
        return resolve(mentions);
    }

    /** A span of words in source offsets. */
    static NamedSpan mention(Spans spans, int first, int last, String type, double confidence) {
        CleanText text = spans.text();
        return new NamedSpan(
                text.sourceStart(spans.startOf(first)), text.sourceEnd(spans.endOf(last)), type, confidence);
    }

    /**
     * Drops mentions that overlap others: the longest stay, of those the earlier, of mentions of one span the more
     * confident. In text order.
     */
    static List<NamedSpan> resolve(List<NamedSpan> mentions) {
        TreeMap<Integer, NamedSpan> kept = new TreeMap<>();
        mentions.stream().sorted(PRECEDENCE).forEach(mention -> {
            Map.Entry<Integer, NamedSpan> before = kept.lowerEntry(mention.end());
            if (before == null || before.getValue().end() <= mention.start()) {
                kept.put(mention.start(), mention);
            }
        });
        return List.copyOf(kept.values());
    }
}
