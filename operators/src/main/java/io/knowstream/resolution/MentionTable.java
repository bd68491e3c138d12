package io.knowstream.resolution;

import io.knowstream.graph.Chunk;
import io.knowstream.graph.ChunkResult;
import io.knowstream.graph.Mention;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/**
 * The mentions of a document, each place once, though chunks overlap.
 *
 * <p>Of mentions that overlap the longest stands (a chunk's edge cuts names short), of equally long ones the most
 * confident, then the first in text order. A relation whose mention gave way goes on with the mention that stands there.
 */
final class MentionTable {

    private static final Comparator<Mention> PRECEDENCE = Comparator.comparingInt(
                    (Mention mention) -> mention.end() - mention.start())
            .thenComparingInt(Mention::confidence)
            .reversed()
            .thenComparing(Mention.TEXT_ORDER);

    private final List<Mention> mentions;
    private final List<int[]> indices;

    private MentionTable(List<Mention> mentions, List<int[]> indices) {
        this.mentions = mentions;
        this.indices = indices;
    }

    static MentionTable of(List<Chunk> chunks, List<ChunkResult> results) {
        List<List<Mention>> shifted = new ArrayList<>(chunks.size());
        List<Mention> all = new ArrayList<>();
        for (int c = 0; c < chunks.size(); c++) {
            int offset = chunks.get(c).start();
            List<Mention> ofChunk = results.get(c).extraction().mentions().stream()
                    .map(mention -> mention.shift(offset))
                    .toList();
            shifted.add(ofChunk);
            all.addAll(ofChunk);
        }
        all.sort(PRECEDENCE);
        TreeMap<Integer, Mention> standing = new TreeMap<>();
        for (Mention mention : all) {
            if (overlapping(standing, mention) == null) {
                standing.put(mention.start(), mention);
            }
        }
        List<Mention> mentions = List.copyOf(standing.values());
        TreeMap<Integer, Integer> indexByStart = new TreeMap<>();
        for (int i = 0; i < mentions.size(); i++) {
            indexByStart.put(mentions.get(i).start(), i);
        }
        List<int[]> indices = shifted.stream()
                .map(ofChunk -> ofChunk.stream()
                        .mapToInt(mention ->
                                indexByStart.get(overlapping(standing, mention).start()))
                        .toArray())
                .toList();
        return new MentionTable(mentions, indices);
    }

    /** The mentions that stand, in text order, none overlapping another. */
    List<Mention> mentions() {
        return mentions;
    }

    /** Where in {@link #mentions()} stands what the chunk's extraction lists as its {@code mention}-th. */
    int indexOf(int chunk, int mention) {
        return indices.get(chunk)[mention];
    }

    /** The first standing mention that overlaps, or null. */
    private static Mention overlapping(TreeMap<Integer, Mention> standing, Mention mention) {
        var before = standing.floorEntry(mention.start());
        if (before != null && before.getValue().end() > mention.start()) {
            return before.getValue();
        }
        var after = standing.higherEntry(mention.start());
        return after != null && after.getKey() < mention.end() ? after.getValue() : null;
    }
}
