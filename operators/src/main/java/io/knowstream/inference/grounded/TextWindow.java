package io.knowstream.inference.grounded;

import java.util.ArrayList;
import java.util.List;

/**
 * A part of a text that a model reads in one prompt: the tokens [tokenFrom, tokenTo) and the words [wordFrom, wordTo)
 * that are whole in it.
 */
record TextWindow(int tokenFrom, int tokenTo, int wordFrom, int wordTo) {

    /** A window ends where a sentence does if one does in its last part. */
    private static final int SENTENCE_PART = 4;

    /**
     * Cuts a text into windows of at most {@code max} tokens. Neighbours share at least {@code overlap} tokens, so that a
     * name of no more is whole in one of them. They end where a sentence or else a word ends; a word longer than a window
     * is cut.
     */
    static List<TextWindow> of(TextTokens tokens, int max, int overlap) {
        List<TextWindow> windows = new ArrayList<>();
        int from = 0;
        while (tokens.size() - from > max) {
            int to = end(tokens, from, max);
            windows.add(between(tokens, from, to));
            from = next(tokens, from, to - overlap);
        }
        windows.add(between(tokens, from, tokens.size()));
        return windows;
    }

    private static int end(TextTokens tokens, int from, int max) {
        int least = from + max - max / SENTENCE_PART;
        int word = 0;
        for (int to = from + max; to > least; to--) {
            if (!begins(tokens, to)) {
                continue;
            }
            int start = tokens.start(to);
            if (tokens.words().sentenceStartsAt(start)) {
                return to;
            }
            if (word == 0 && tokens.words().startingAt(start) >= 0) {
                word = to;
            }
        }
        return word > 0 ? word : wholeCharacter(tokens, least, from + max);
    }

    private static int next(TextTokens tokens, int from, int at) {
        for (int token = at; token > from; token--) {
            if (tokens.words().startingAt(tokens.start(token)) >= 0 && begins(tokens, token)) {
                return token;
            }
        }
        return wholeCharacter(tokens, from + 1, at);
    }

    /** Whether a token begins a character, and is not a further part of one. */
    private static boolean begins(TextTokens tokens, int token) {
        return token == 0 || tokens.isSpace(token - 1) || tokens.start(token - 1) < tokens.start(token);
    }

    /** The last place up to {@code at}, and not before {@code least}, that does not split a character's tokens. */
    private static int wholeCharacter(TextTokens tokens, int least, int at) {
        int token = at;
        while (token > least && !begins(tokens, token)) {
            token--;
        }
        return token > least ? token : at;
    }

    private static TextWindow between(TextTokens tokens, int from, int to) {
        int words = tokens.words().size();
        int wordFrom = 0;
        while (wordFrom < words && tokens.firstToken(wordFrom) < from) {
            wordFrom++;
        }
        int wordTo = wordFrom;
        while (wordTo < words && tokens.endToken(wordTo) <= to) {
            wordTo++;
        }
        return new TextWindow(from, to, wordFrom, wordTo);
    }
}
