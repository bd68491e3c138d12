package io.knowstream.chunking;

import io.knowstream.graph.Document;
import io.knowstream.graph.GlobalContext;
import io.knowstream.graph.Names;
import java.util.List;

/** Finds what a reader of one chunk should know of the whole document: a pure function of the document. */
final class GlobalContextAnalyzer {

    private static final int LONGEST_LEAD = 300;
    /** The lead is looked for here: sentences behind it could not be part of it. */
    private static final int LEAD_WINDOW = 4 * LONGEST_LEAD;

    private GlobalContextAnalyzer() {}

    /** The title as given, at most ten key terms, and the first sentences of up to 300 characters. */
    static GlobalContext analyze(Document document) {
        String title = document.title() == null || document.title().isBlank() ? null : document.title();
        return new GlobalContext(title, KeyTerms.of(document.content()), lead(document.content()));
    }

    /** White space is collapsed; a first sentence that is too long is cut between words. */
    private static String lead(String content) {
        IndexedText whole = new IndexedText(Names.collapse(beginning(content)));
        if (whole.length() <= LONGEST_LEAD) {
            return whole.text();
        }
        List<Sentence> sentences = SentenceBoundaries.of(whole);
        int end = 0;
        for (Sentence sentence : sentences) {
            if (sentence.end() > LONGEST_LEAD) {
                break;
            }
            end = sentence.end();
        }
        return whole.slice(0, end > 0 ? end : whole.cut(LONGEST_LEAD / 2, LONGEST_LEAD))
                .strip();
    }

    private static String beginning(String content) {
        int start = 0;
        while (start < content.length() && Character.isWhitespace(content.charAt(start))) {
            start++;
        }
        int codePoints = content.codePointCount(start, content.length());
        return codePoints <= LEAD_WINDOW
                ? content.substring(start)
                : content.substring(start, content.offsetByCodePoints(start, LEAD_WINDOW));
    }
}
