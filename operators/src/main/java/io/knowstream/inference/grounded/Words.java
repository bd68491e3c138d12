package io.knowstream.inference.grounded;

import com.ibm.icu.text.BreakIterator;
import com.ibm.icu.util.ULocale;
import java.util.Arrays;

/**
 * The words of a clean text and where its sentences begin, after Unicode's rules (UAX 29, with ICU's dictionaries for
 * scripts that part no words). Punctuation, symbols and white space are no words. Immutable; offsets are code points.
 */
final class Words {

    private final int[] starts;
    private final int[] ends;
    /** The paragraph of each word. */
    private final int[] paragraphs;

    private final boolean[] sentenceStarts;

    private Words(int[] starts, int[] ends, int[] paragraphs, boolean[] sentenceStarts) {
        this.starts = starts;
        this.ends = ends;
        this.paragraphs = paragraphs;
        this.sentenceStarts = sentenceStarts;
    }

    static Words of(CleanText clean) {
        String text = clean.text();
        int[] codePoint = new int[text.length() + 1];
        int paragraph = 0;
        int[] paragraphAt = new int[clean.length() + 1];
        for (int at = 0, i = 0; at < text.length(); i++) {
            codePoint[at] = i;
            paragraphAt[i] = paragraph;
            paragraph += clean.at(i) == CleanText.LINE ? 1 : 0;
            at += Character.charCount(text.codePointAt(at));
        }
        codePoint[text.length()] = clean.length();
        int[] starts = new int[clean.length()];
        int[] ends = new int[clean.length()];
        int[] paragraphs = new int[clean.length()];
        int size = 0;
        BreakIterator breaks = BreakIterator.getWordInstance(ULocale.ROOT);
        breaks.setText(text);
        int from = 0;
        for (int to = breaks.next(); to != BreakIterator.DONE; to = breaks.next()) {
            if (breaks.getRuleStatus() >= BreakIterator.WORD_NONE_LIMIT) {
                starts[size] = codePoint[from];
                ends[size] = codePoint[to];
                paragraphs[size++] = paragraphAt[codePoint[from]];
            }
            from = to;
        }
        return new Words(
                Arrays.copyOf(starts, size),
                Arrays.copyOf(ends, size),
                Arrays.copyOf(paragraphs, size),
                sentenceStarts(clean, codePoint));
    }

    private static boolean[] sentenceStarts(CleanText clean, int[] codePoint) {
        boolean[] sentences = new boolean[clean.length() + 1];
        BreakIterator breaks = BreakIterator.getSentenceInstance(ULocale.ROOT);
        breaks.setText(clean.text());
        for (int at = breaks.first(); at != BreakIterator.DONE; at = breaks.next()) {
            sentences[codePoint[at]] = true;
        }
        return sentences;
    }

    int size() {
        return starts.length;
    }

    int start(int word) {
        return starts[word];
    }

    int end(int word) {
        return ends[word];
    }

    int paragraph(int word) {
        return paragraphs[word];
    }

    /** Whether a sentence begins at a code point. */
    boolean sentenceStartsAt(int codePoint) {
        return sentenceStarts[codePoint];
    }

    /** The word that starts at a code point; -1 where none does. */
    int startingAt(int codePoint) {
        int found = Arrays.binarySearch(starts, codePoint);
        return found < 0 ? -1 : found;
    }

    /** The word that ends at a code point; -1 where none does. */
    int endingAt(int codePoint) {
        int found = Arrays.binarySearch(ends, codePoint);
        return found < 0 ? -1 : found;
    }
}
