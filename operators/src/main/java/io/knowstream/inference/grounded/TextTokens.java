package io.knowstream.inference.grounded;

import io.knowstream.inference.decoder.Grammar;
import io.knowstream.inference.decoder.ModelTokenizer;
import io.knowstream.inference.decoder.TokenizedText;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * A text's own tokens beside its words: where a name can stop, and how a name that begins at a word is spelled.
 *
 * <p>A name can stop where the end of a word is the end of a token. It is spelled as the text spells it. Only where its
 * first word stands in the text without a space of its own (after a bracket, at the beginning of a line, in scripts that
 * part no words, inside a token), that word, up to the first stop, is spelled as it would be with one: all names begin
 * alike, and one surface has one spelling.
 */
final class TextTokens {

    private final CleanText text;
    private final Words words;
    private final TokenizedText tokens;
    /** For each word the number of tokens up to its end; -1 where its end is not the end of a token. */
    private final int[] stops;
    /** For each word the first token that has a part of it, and the token after the last. */
    private final int[] firstTokens;

    private final int[] endTokens;
    /** For each number of tokens the word that stops there, or -1. */
    private final int[] wordStoppingAt;

    private final ModelTokenizer tokenizer;
    private final Map<String, int[]> spellings = new HashMap<>();

    TextTokens(CleanText text, ModelTokenizer tokenizer) {
        this.text = text;
        this.tokenizer = tokenizer;
        this.words = Words.of(text);
        this.tokens = tokenizer.encode(text.text());
        this.stops = new int[words.size()];
        this.firstTokens = new int[words.size()];
        this.endTokens = new int[words.size()];
        this.wordStoppingAt = new int[tokens.size() + 1];
        Arrays.fill(wordStoppingAt, -1);
        align();
    }

    private void align() {
        int first = 0;
        int end = 0;
        for (int word = 0; word < words.size(); word++) {
            while (first < tokens.size() && (isSpace(first) || tokens.ends()[first] <= words.start(word))) {
                first++;
            }
            end = Math.max(end, first);
            while (end < tokens.size() && tokens.starts()[end] < words.end(word)) {
                end++;
            }
            firstTokens[word] = first;
            endTokens[word] = end;
            boolean whole = end > first && tokens.ends()[end - 1] == words.end(word);
            stops[word] = whole ? end : -1;
            if (whole) {
                wordStoppingAt[end] = word;
            }
        }
    }

    /** Whether a token is white space alone. */
    boolean isSpace(int token) {
        return tokens.starts()[token] == tokens.ends()[token];
    }

    CleanText text() {
        return text;
    }

    Words words() {
        return words;
    }

    /** The number of tokens. */
    int size() {
        return tokens.size();
    }

    int[] ids() {
        return tokens.ids();
    }

    /** Where a token begins: a code point; a token that is a part of a character begins where the character does. */
    int start(int token) {
        return tokens.starts()[token];
    }

    /** The first token that has a part of a word. */
    int firstToken(int word) {
        return firstTokens[word];
    }

    /** The token after the last that has a part of a word. */
    int endToken(int word) {
        return endTokens[word];
    }

    /** The number of tokens up to the end of a word; -1 where a name cannot stop there. */
    int stop(int word) {
        return stops[word];
    }

    /** The word whose end is the end of the first {@code count} tokens; -1 where there is none. */
    int wordStoppingAt(int count) {
        return wordStoppingAt[count];
    }

    /** Whether the text's own tokens spell a name that begins at a word, with a space before it. */
    boolean beginsAlone(int word) {
        int first = firstTokens[word];
        int start = words.start(word);
        return first < tokens.size()
                && tokens.starts()[first] == start
                && start > 0
                && text.at(start - 1) == ' '
                && (first == 0 || !isSpace(first - 1) && tokens.ends()[first - 1] < start);
    }

    /** The tokens of a piece of the text with a space before it. */
    int[] spell(int start, int end) {
        if (start == end) {
            return Grammar.NONE;
        }
        return spellings.computeIfAbsent(
                text.slice(start, end), piece -> tokenizer.encode(" " + piece).ids());
    }
}
