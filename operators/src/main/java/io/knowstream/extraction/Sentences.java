package io.knowstream.extraction;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.text.BreakIterator;
import io.knowstream.graph.CodePoints;
import io.knowstream.graph.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Finds the sentences around a place in a text (Unicode Standard Annex 29). Belongs to one thread. */
final class Sentences {

    private final BreakIterator iterator = BreakIterator.getSentenceInstance(Locale.ROOT);
    private String text = "";
    private CodePoints codePoints = CodePoints.of(text);

    /** Turns to another text. */
    void read(String next, CodePoints nextCodePoints) {
        text = next;
        codePoints = nextCodePoints;
        iterator.setText(next);
    }

    /** All sentences, in text order, without white space at their ends. */
    List<Span> all() {
        List<Span> sentences = new ArrayList<>();
        int from = iterator.first();
        for (int to = iterator.next(); to != BreakIterator.DONE; to = iterator.next()) {
            int end = to;
            while (end > from && UCharacter.isUWhiteSpace(text.charAt(end - 1))) {
                end--;
            }
            if (end > from) {
                sentences.add(new Span(codePoints.fromUtf16(from), codePoints.fromUtf16(end)));
            }
            from = to;
        }
        return sentences;
    }

    /** The sentences that a non-empty span touches, without white space at their end. */
    Span around(Span span) {
        int from = iterator.preceding(codePoints.toUtf16(span.start() + 1));
        int last = codePoints.toUtf16(span.end()) - 1;
        int to = iterator.following(last);
        while (to > last + 1 && UCharacter.isUWhiteSpace(text.charAt(to - 1))) {
            to--;
        }
        return new Span(codePoints.fromUtf16(Math.max(from, 0)), codePoints.fromUtf16(to));
    }
}
