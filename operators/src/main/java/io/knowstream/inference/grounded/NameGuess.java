package io.knowstream.inference.grounded;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UCharacterEnums.ECharacterCategory;
import java.util.Set;

/**
 * Guesses where the names of a window are: runs of words with capitals or digits, joined by spaces, hyphens, the full stop
 * of an initial, and small words between capitals. A guess decides nothing; it only lets a model confirm many tokens in
 * one step. Where a model has done otherwise more often than not, the guess turns with it.
 */
final class NameGuess {

    /** English words that have a capital at the beginning of a sentence and are no names. */
    private static final Set<String> FUNCTION_WORDS = Set.of(
            ("a an the this that these those he she it they we i you his her its their our my your who what which"
                            + " when where while why how in on at of to from by with for as after before since until"
                            + " during under over between into and but or nor so yet if then than also however although"
                            + " because there here is was are were be been has have had do did does not no one some many"
                            + " most all both each other such only later today")
                    .split(" "));

    private static final Set<String> CONNECTORS = Set.of(
            "of", "the", "de", "da", "di", "du", "del", "la", "van", "von", "der", "den", "bin", "al", "for", "and");

    private static final int LONGEST_CONNECTION = 2;

    /** How many more times a guess must have been wrong than right before it turns. */
    private static final int PATIENCE = 3;

    private final Spans spans;
    /** How much more often it was right than wrong that a name goes on, and that it ends. */
    private final int[] balance = new int[2];

    private final boolean[] capital;
    private final boolean[] digit;
    private final boolean[] connector;

    NameGuess(Spans spans) {
        this.spans = spans;
        this.capital = new boolean[spans.size()];
        this.digit = new boolean[spans.size()];
        this.connector = new boolean[spans.size()];
        for (int word = 0; word < spans.size(); word++) {
            String text = spans.text().slice(spans.startOf(word), spans.endOf(word));
            int first = text.codePointAt(0);
            int category = UCharacter.getType(first);
            boolean upper =
                    category == ECharacterCategory.UPPERCASE_LETTER || category == ECharacterCategory.TITLECASE_LETTER;
            digit[word] = category == ECharacterCategory.DECIMAL_DIGIT_NUMBER;
            capital[word] = upper && !FUNCTION_WORDS.contains(UCharacter.foldCase(text, true)) || digit[word];
            connector[word] = CONNECTORS.contains(text);
        }
    }

    /** The word from {@code from} on at which the next name seems to begin; -1 where there seems to be none. */
    int start(int from) {
        for (int word = from; word < spans.size(); word++) {
            if (capital[word] && spans.isFree(word)) {
                return word;
            }
        }
        return -1;
    }

    /** The word at which the name that begins at {@code start} seems to end. */
    int end(int start) {
        int end = start;
        while (true) {
            int next = end + 1;
            while (next < spans.size() && connector[next] && next - end <= LONGEST_CONNECTION && joined(next - 1)) {
                next++;
            }
            if (next >= spans.size() || !capital[next] || !joined(next - 1)) {
                return end;
            }
            end = next;
        }
    }

    /** Whether the name that begins at a word seems to end at another, after what the model did before. */
    boolean ends(int start, int word) {
        boolean guess = word >= end(start);
        return guess == (balance[guess ? 1 : 0] > -PATIENCE);
    }

    /** Learns where a name ended, or did not. */
    void learn(int start, int word, boolean ended) {
        boolean guess = word >= end(start);
        int at = guess ? 1 : 0;
        balance[at] = Math.max(-2 * PATIENCE, Math.min(2 * PATIENCE, balance[at] + (guess == ended ? 1 : -1)));
    }

    /** Whether a name has a number in it. */
    boolean hasDigits(int start, int end) {
        for (int word = start; word <= end; word++) {
            if (digit[word]) {
                return true;
            }
        }
        return false;
    }

    /** Whether what stands between a word and the next can stand inside a name. */
    private boolean joined(int word) {
        int from = spans.endOf(word);
        int to = spans.startOf(word + 1);
        if (to - from == 1) {
            int c = spans.text().at(from);
            return c == ' ' || c == '-' || c == '\'' || c == '\u2019';
        }
        return to - from == 2
                && spans.text().at(from) == '.'
                && spans.text().at(from + 1) == ' '
                && from - spans.startOf(word) == 1;
    }
}
