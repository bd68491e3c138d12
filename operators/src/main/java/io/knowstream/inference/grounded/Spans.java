package io.knowstream.inference.grounded;

import io.knowstream.inference.decoder.Grammar;

/**
 * The spans of a window that a name can be: where one can begin, how it is spelled, and where it can stop. A surface that
 * is taken can be no name again.
 */
final class Spans {

    private final TextTokens tokens;
    private final TextWindow window;
    private final int size;
    /** By word of the window: the tokens of a name that begins there, up to {@link #tails}. */
    private final int[][] leads;
    /** By word of the window: from where a name that begins there is spelled as the text is. */
    private final int[] tails;
    /** By word of the window: a bit for each word, from there on, that a name which begins there can stop at. */
    private final int[] free;

    /**
     * Finds the spans of a window.
     *
     * @param maxWords of a name, at most 31
     * @param maxTokens of a name
     */
    Spans(TextTokens tokens, TextWindow window, int maxWords, int maxTokens) {
        this.tokens = tokens;
        this.window = window;
        this.size = window.wordTo() - window.wordFrom();
        this.leads = new int[size][];
        this.tails = new int[size];
        this.free = new int[size];
        for (int start = 0; start < size; start++) {
            begin(start, Math.min(size, start + maxWords), maxTokens);
        }
    }

    private void begin(int start, int wordsEnd, int maxTokens) {
        int stop = start;
        while (stop < wordsEnd && (stop(stop) < 0 || !oneParagraph(start, stop))) {
            stop++;
        }
        leads[start] = Grammar.NONE;
        if (stop == wordsEnd) {
            return;
        }
        if (tokens.beginsAlone(word(start))) {
            tails[start] = tokens.firstToken(word(start));
        } else if (tokens.words().end(word(stop)) - tokens.words().start(word(start)) <= maxTokens * LONGEST_TOKEN) {
            leads[start] = tokens.spell(startOf(start), endOf(stop));
            tails[start] = stop(stop);
        } else {
            return;
        }
        for (int end = stop; end < wordsEnd && oneParagraph(start, end); end++) {
            int length = length(start, end);
            if (stop(end) >= 0 && length > 0 && length <= maxTokens) {
                free[start] |= 1 << end - start;
            }
        }
    }

    /** No longer piece of a text is spelled anew: it would have too many tokens in any case that occurs. */
    private static final int LONGEST_TOKEN = 16;

    private boolean oneParagraph(int start, int end) {
        return tokens.words().paragraph(word(start)) == tokens.words().paragraph(word(end));
    }

    private int word(int index) {
        return window.wordFrom() + index;
    }

    private int stop(int index) {
        return tokens.stop(word(index));
    }

    /** The number of words of the window; spans count words from the window's first. */
    int size() {
        return size;
    }

    /** The first code point of a word in the clean text. */
    int startOf(int index) {
        return tokens.words().start(word(index));
    }

    /** The code point after the last of a word in the clean text. */
    int endOf(int index) {
        return tokens.words().end(word(index));
    }

    CleanText text() {
        return tokens.text();
    }

    /** Whether a name can begin at a word. */
    boolean isFree(int start) {
        return free[start] != 0;
    }

    /** Whether a name can begin at one word and stop at another. */
    boolean isFree(int start, int end) {
        int words = end - start;
        return words >= 0 && words < Integer.SIZE && (free[start] & 1 << words) != 0;
    }

    /** The number of tokens of the name from one word to another. */
    int length(int start, int end) {
        return leads[start].length + stop(end) - tails[start];
    }

    /** The number of tokens of the longest name that can begin at a word; 0 where none can. */
    int longest(int start) {
        return free[start] == 0 ? 0 : length(start, start + 31 - Integer.numberOfLeadingZeros(free[start]));
    }

    /** The token at a place in the names that begin at a word. */
    int token(int start, int at) {
        int[] lead = leads[start];
        return at < lead.length ? lead[at] : tokens.ids()[tails[start] + at - lead.length];
    }

    /** The word that a name can stop at after {@code length} tokens; -1 where it cannot. */
    int stopAfter(int start, int length) {
        if (length == 0 || length < leads[start].length) {
            return -1;
        }
        int end = tokens.wordStoppingAt(tails[start] + length - leads[start].length) - window.wordFrom();
        return end >= start && isFree(start, end) ? end : -1;
    }

    /** Takes the surface of a span: it can be no name again, wherever it stands. */
    void take(int start, int end) {
        int from = startOf(start);
        int to = endOf(end);
        for (int other = 0; other < size; other++) {
            if (free[other] != 0 && text().sameAt(from, to, startOf(other))) {
                for (int stop = other; stop < Math.min(size, other + Integer.SIZE); stop++) {
                    if (endOf(stop) == startOf(other) + to - from) {
                        free[other] &= ~(1 << stop - other);
                    }
                }
            }
        }
    }

    /** No more tokens than all names that follow one another, each the next one's neighbour at most, can have. */
    int mostTokens() {
        int most = 0;
        for (int start = 0; start < size; start++) {
            int text =
                    tokens.endToken(word(start)) - (start == 0 ? window.tokenFrom() : tokens.endToken(word(start - 1)));
            most += Math.max(leads[start].length, text);
        }
        return most;
    }
}
