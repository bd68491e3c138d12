package io.knowstream.chunking;

import io.knowstream.graph.Span;
import java.util.List;

/** The sentences of a text as chunks are cut from them, for those who show a place in its sentence. Thread-safe. */
public final class SentenceSpans {

    private SentenceSpans() {}

    /** In order and without gaps, each with the white space behind it, in code points; none for an empty text. */
    public static List<Span> of(String text) {
        return SentenceBoundaries.of(new IndexedText(text)).stream()
                .map(sentence -> new Span(sentence.start(), sentence.end()))
                .toList();
    }
}
