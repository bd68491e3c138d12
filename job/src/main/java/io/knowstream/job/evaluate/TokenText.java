package io.knowstream.job.evaluate;

import io.knowstream.graph.Span;
import java.util.Set;

/**
 * Makes a text of tokens, as one would write it, and knows where each token stands. Offsets count code points.
 *
 * <p>What was between two tokens is lost in many collections. Punctuation goes back to the word that it belongs to, which
 * resolution reads ("World Health Organization (WHO)"); two words are never put together, but for "do" and "n't", so that
 * no token of the annotation becomes a part of another.
 */
final class TokenText {

    private static final Set<String> BEHIND = Set.of(
            ",", ".", ";", ":", "!", "?", ")", "]", "}", "%", "'s", "’s", "'", "’", "'re", "'ve", "'ll", "'d", "'m",
            "''", "…");
    private static final Set<String> BEFORE = Set.of("(", "[", "{", "$", "£", "€", "``");

    private final StringBuilder text = new StringBuilder();
    private int length;
    private String last = "";
    private boolean quoted;
    private boolean opened;

    /** Adds a token behind a space where one would be written; its place. */
    Span add(String token) {
        boolean quote = token.equals("\"");
        boolean closes = quote && quoted;
        boolean joined = BEHIND.contains(token) || closes || (token.equals("n't") && endsInLetter());
        boolean apart = !last.isEmpty() && !opened && !joined;
        opened = BEFORE.contains(token) || (quote && !quoted);
        quoted ^= quote;
        return add(token, apart ? " " : "");
    }

    /** Adds a token behind what is known to have stood before it; its place. */
    Span add(String token, String before) {
        append(before);
        int start = length;
        append(token);
        last = token;
        return new Span(start, length);
    }

    /** Ends a sentence: an open quotation mark does not reach into the next. */
    void endSentence() {
        quoted = false;
        opened = false;
    }

    private boolean endsInLetter() {
        return text.length() > 0 && Character.isLetter(text.codePointBefore(text.length()));
    }

    private void append(String more) {
        text.append(more);
        length += more.codePointCount(0, more.length());
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
