package io.knowstream.chunking;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.text.BreakIterator;
import com.ibm.icu.util.ULocale;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Cuts a text into paragraphs at blank lines, and those into sentences after Unicode's rules (UAX 29), with English
 * abbreviations and initials excepted. A line break alone ends no sentence. Thread-safe.
 *
 * <p>The sentences cover the text.
 */
final class SentenceBoundaries {

    /**
     * Abbreviations that are followed by a name or a number. ICU's filter with CLDR's English exceptions lacks most of
     * them, and looks at no word boundary: it takes the end of {@code NATO.} for one.
     */
    private static final Set<String> ABBREVIATIONS =
            Set.of(("Dr Mr Mrs Ms Messrs Mme Mlle Prof St Sr Jr Fr Rev Hon Pres"
                            + " Gov Sen Rep Gen Col Lt Maj Capt Cmdr Adm Sgt Cpl Pvt Mt Ft No Nos Vol Fig Art Op cf vs ca approx"
                            + " Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec")
                    .split(" "));

    private static final int LONGEST_ABBREVIATION = 8;

    private SentenceBoundaries() {}

    /** The sentences of a text, in order, without gaps; none for an empty text. */
    static List<Sentence> of(IndexedText indexed) {
        String text = indexed.text();
        List<Sentence> sentences = new ArrayList<>();
        int start = 0;
        while (start < text.length()) {
            int end = paragraphEnd(text, start);
            addSentences(indexed, start, end, sentences);
            start = end;
        }
        return sentences;
    }

    /** Where the paragraph at {@code start} ends, the blank lines behind it included (UTF-16). */
    private static int paragraphEnd(String text, int start) {
        boolean content = false;
        int breaks = 0;
        int previous = 0;
        for (int at = start; at < text.length(); ) {
            int c = text.codePointAt(at);
            if (UCharacter.isUWhiteSpace(c)) {
                if (c == 0x2029) {
                    breaks += 2;
                } else if (IndexedText.isLineBreak(c) && !(c == '\n' && previous == '\r')) {
                    breaks++;
                }
            } else {
                if (content && breaks > 1) {
                    return at;
                }
                content = true;
                breaks = 0;
            }
            previous = c;
            at += Character.charCount(c);
        }
        return text.length();
    }

    private static void addSentences(IndexedText indexed, int start, int end, List<Sentence> sentences) {
        String paragraph = joinLines(indexed.text().substring(start, end));
        BreakIterator breaks = BreakIterator.getSentenceInstance(ULocale.ROOT);
        breaks.setText(paragraph);
        int from = 0;
        for (int to = breaks.next(); to != BreakIterator.DONE; to = breaks.next()) {
            if (to < paragraph.length()
                    && (isBlank(paragraph, from, to) || endsWithAbbreviation(paragraph, from, to))) {
                continue;
            }
            sentences.add(new Sentence(indexed.fromUtf16(start + from), indexed.fromUtf16(start + to), from == 0));
            from = to;
        }
    }

    /** UAX 29 ends a sentence at each line break; texts that are wrapped by hand do not. */
    private static String joinLines(String paragraph) {
        char[] chars = paragraph.toCharArray();
        for (int i = 0; i < chars.length; i++) {
            if (IndexedText.isLineBreak(chars[i])) {
                chars[i] = ' ';
            }
        }
        return new String(chars);
    }

    private static boolean isBlank(String text, int from, int to) {
        for (int at = from; at < to; at += Character.charCount(text.codePointAt(at))) {
            if (!UCharacter.isUWhiteSpace(text.codePointAt(at))) {
                return false;
            }
        }
        return true;
    }

    /** Whether what ends here is an abbreviation, or a single capital with its full stop, as in {@code J. K. Rowling}. */
    private static boolean endsWithAbbreviation(String text, int from, int to) {
        int stop = to;
        while (stop > from && UCharacter.isUWhiteSpace(text.codePointBefore(stop))) {
            stop -= Character.charCount(text.codePointBefore(stop));
        }
        stop--;
        if (stop <= from || text.charAt(stop) != '.') {
            return false;
        }
        int start = stop;
        while (start > from
                && stop - start <= LONGEST_ABBREVIATION
                && UCharacter.isLetterOrDigit(text.codePointBefore(start))) {
            start -= Character.charCount(text.codePointBefore(start));
        }
        String word = text.substring(start, stop);
        return word.codePointCount(0, word.length()) == 1
                ? UCharacter.isUUppercase(word.codePointAt(0))
                : ABBREVIATIONS.contains(word);
    }
}
