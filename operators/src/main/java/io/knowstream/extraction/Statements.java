package io.knowstream.extraction;

import io.knowstream.graph.ChunkRelation;
import io.knowstream.graph.Mention;
import io.knowstream.graph.Span;
import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * Finds where a chunk states a relation between two entities: at their nearest mentions, in the sentences around them. Belongs
 * to one thread.
 */
final class Statements {

    private final Sentences sentences = new Sentences();
    private ChunkText chunk;
    private List<Mention> mentions;
    private IntUnaryOperator entityOf;
    private boolean read;

    /**
     * Turns to another chunk.
     *
     * @param entityOf the entity of each mention, by its index
     */
    void begin(ChunkText nextChunk, List<Mention> nextMentions, IntUnaryOperator nextEntityOf) {
        chunk = nextChunk;
        mentions = nextMentions;
        entityOf = nextEntityOf;
        read = false;
    }

    /** The relation between two entities that have a mention each, as the chunk states it. */
    ChunkRelation relation(int subject, int object, String predicate, String wikidata, int confidence) {
        if (!read) {
            sentences.read(chunk.text(), chunk.codePoints());
            read = true;
        }
        int from = -1;
        int to = -1;
        int nearest = Integer.MAX_VALUE;
        for (int i = 0; i < mentions.size(); i++) {
            for (int j = 0; entityOf.applyAsInt(i) == subject && j < mentions.size(); j++) {
                if (entityOf.applyAsInt(j) == object && gap(mentions.get(i), mentions.get(j)) < nearest) {
                    nearest = gap(mentions.get(i), mentions.get(j));
                    from = i;
                    to = j;
                }
            }
        }
        Span said = new Span(
                Math.min(mentions.get(from).start(), mentions.get(to).start()),
                Math.max(mentions.get(from).end(), mentions.get(to).end()));
        return new ChunkRelation(from, to, predicate, wikidata, confidence, sentences.around(said));
    }

    private static int gap(Mention a, Mention b) {
        return Math.max(a.start(), b.start()) - Math.min(a.end(), b.end());
    }
}
