package io.knowstream.chunking;

import io.knowstream.graph.Span;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Cuts a text into chunks that cover it, in order. Thread-safe if its embedder is.
 *
 * <p>A text of at most {@code max} is one chunk. Of a longer one chunks are cut from the left; a chunk ends, in this order
 * of preference, within the second half of what it may hold:
 *
 * <ol>
 *   <li>where the topic turns most clearly ({@link TopicTurns}), if boundaries are semantic;
 *   <li>at the last end of a paragraph;
 *   <li>at the last end of a sentence, there, then outside of the second half;
 *   <li>inside a sentence: behind white space in the last quarter, else between two user-perceived characters.
 * </ol>
 *
 * <p>The choice depends on the text near by, not on all before it, so that after a change in the middle of a document
 * the boundaries soon fall into their old places. Where it can, the last chunk gets at least a quarter of {@code max}.
 *
 * <p>The next chunk repeats the whole sentences at the end of this one that fit into {@code overlap}; if none fits, and
 * the cut is not between paragraphs, the words.
 */
final class Chunker {

    /** Sentences whose vectors are made at once: a document has up to millions, and a vector takes 1.5 kB. */
    private static final int EMBEDDED_TOGETHER = 64;

    private final ChunkingConfig config;
    private final Function<List<String>, float[][]> embedder;

    /** @param embedder gives a vector for each sentence; never called, and may be null, where boundaries are not semantic */
    Chunker(ChunkingConfig config, Function<List<String>, float[][]> embedder) {
        this.config = config;
        this.embedder = embedder;
    }

    /** The chunks of a text in order; none for an empty text. */
    List<Span> chunk(String content) {
        IndexedText text = new IndexedText(content);
        int length = text.length();
        if (length <= config.max()) {
            return length == 0 ? List.of() : List.of(new Span(0, length));
        }
        List<Sentence> sentences = SentenceBoundaries.of(text);
        Cutting cutting = new Cutting(text, sentences, turns(text, sentences));
        List<Span> chunks = new ArrayList<>();
        int start = 0;
        int core = 0;
        while (length - start > config.max()) {
            int end = cutting.end(start, core);
            chunks.add(new Span(start, end));
            start = cutting.overlapStart(core, end);
            core = end;
        }
        chunks.add(new Span(start, length));
        return chunks;
    }

    private int[] turns(IndexedText text, List<Sentence> sentences) {
        if (!config.semantic()) {
            return new int[sentences.size()];
        }
        Iterator<float[]> vectors = IntStream.iterate(0, at -> at < sentences.size(), at -> at + EMBEDDED_TOGETHER)
                .mapToObj(at -> sentences.subList(at, Math.min(sentences.size(), at + EMBEDDED_TOGETHER)))
                .map(some -> some.stream()
                        .map(sentence ->
                                text.slice(sentence.start(), sentence.end()).strip())
                        .toList())
                .map(embedder)
                .flatMap(Arrays::stream)
                .iterator();
        return TopicTurns.before(sentences.size(), vectors);
    }

    /** The boundaries of one text. A chunk's core is what it does not repeat of the chunk before it. */
    private final class Cutting {

        private final IndexedText text;
        private final List<Sentence> sentences;
        private final int[] turns;
        /** The first sentence that starts behind the start of the chunk being cut. */
        private int next;

        Cutting(IndexedText text, List<Sentence> sentences, int[] turns) {
            this.text = text;
            this.sentences = sentences;
            this.turns = turns;
        }

        /** Where the chunk that starts at {@code start} with its core at {@code core} ends; more than max is left. */
        int end(int start, int core) {
            int limit = config.max() - (core - start);
            int first = core + Math.max(1, config.min());
            int last = Math.min(core + limit, text.length() - Math.max(1, config.min()));
            int preferred = Math.max(first, Math.min(last, core + limit / 2));
            int comfortable = Math.max(preferred, Math.min(last, text.length() - config.max() / 4));
            while (next < sentences.size() && sentences.get(next).start() <= core) {
                next++;
            }
            int turn = -1;
            int paragraph = -1;
            int sentence = -1;
            int late = -1;
            int early = -1;
            for (int i = next; i < sentences.size() && sentences.get(i).start() <= last; i++) {
                int at = sentences.get(i).start();
                if (at < first) {
                    continue;
                }
                if (at < preferred) {
                    early = at;
                } else if (at > comfortable) {
                    late = late < 0 ? at : late;
                } else {
                    sentence = at;
                    paragraph = sentences.get(i).opensParagraph() ? at : paragraph;
                    turn = turns[i] > 0 && (turn < 0 || turns[i] >= turns[turn]) ? i : turn;
                }
            }
            if (turn >= 0) {
                return sentences.get(turn).start();
            }
            for (int at : new int[] {paragraph, sentence, late, early}) {
                if (at >= 0) {
                    return at;
                }
            }
            return text.cut(Math.max(first, comfortable - limit / 4), comfortable);
        }

        /** Where the chunk behind the one with its core at {@code core} and its end at {@code end} starts. */
        int overlapStart(int core, int end) {
            int first = Math.max(end - config.overlap(), core + 1);
            if (first >= end) {
                return end;
            }
            boolean betweenParagraphs = false;
            int found = -1;
            for (int i = next; i < sentences.size() && sentences.get(i).start() <= end; i++) {
                Sentence sentence = sentences.get(i);
                if (sentence.start() == end) {
                    betweenParagraphs = sentence.opensParagraph();
                } else if (found < 0 && sentence.start() >= first) {
                    found = sentence.start();
                }
            }
            if (found < 0 && !betweenParagraphs) {
                found = text.firstWordStart(first, end);
            }
            return found < 0 ? end : found;
        }
    }
}
