package io.knowstream.clusters;

import java.util.List;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** How alike the words of two names are. */
final class Similarity {

    /** Shorter words differ from others by a letter too often: Iran, Iraq; Mali, Malta. */
    private static final int SHORTEST_WORD = 5;
    /** A word that is a name alone has no others that agree, and may differ by one letter: Austrian, Australian. */
    private static final int SHORTEST_NAME = 7;

    private static final int LETTERS = 31;

    private Similarity() {}

    /** Which letters are in each word, a bit for some: an edit changes two at the most. */
    static int[] letters(List<String> words) {
        int[] letters = new int[words.size()];
        for (int i = 0; i < letters.length; i++) {
            for (int at = 0; at < words.get(i).length(); at++) {
                letters[i] |= 1 << (words.get(i).charAt(at) & LETTERS);
            }
        }
        return letters;
    }

    /** Whether {@link #of} must be 0, told by letters alone, which is quick; false where one has to look. */
    static boolean differs(int[] one, int[] other, List<String> words, double least) {
        if (one.length != other.length) {
            return true;
        }
        for (int i = 0; i < one.length; i++) {
            int different = Integer.bitCount(one[i] ^ other[i]);
            // The longer word has at most as many letters as this one has and those that are allowed to differ.
            int allowed = (int) Math.floor((1 - least) * words.get(i).length() / least + 1e-9);
            if (different > 2 * allowed) {
                return true;
            }
        }
        return false;
    }

    /**
     * The letters that agree, as a part of those of the longer words: 1 less the edit distance (Levenshtein, 1966) of each
     * pair of words, weighted by their lengths.
     *
     * @param least what each pair of words must reach
     * @return from {@code least} to 1; 0 where some words differ by more, or must not differ at all as they are short,
     *     begin otherwise, have digits, or are one with an ending more: Jamaica, Jamaican; Award, Awards
     */
    static double of(List<String> one, List<String> other, double least) {
        if (one.size() != other.size()) {
            return 0;
        }
        int shortest = one.size() == 1 ? SHORTEST_NAME : SHORTEST_WORD;
        int edits = 0;
        int letters = 0;
        for (int i = 0; i < one.size(); i++) {
            String a = one.get(i);
            String b = other.get(i);
            int longer = Math.max(a.length(), b.length());
            letters += longer;
            if (!a.equals(b)) {
                int allowed = Math.min(one.size() == 1 ? 1 : longer, (int) Math.floor((1 - least) * longer + 1e-9));
                if (Math.min(a.length(), b.length()) < shortest
                        || allowed == 0
                        || a.charAt(0) != b.charAt(0)
                        || a.startsWith(b)
                        || b.startsWith(a)
                        || hasDigit(a)
                        || hasDigit(b)) {
                    return 0;
                }
                int distance = new LevenshteinDistance(allowed).apply(a, b);
                if (distance < 0) {
                    return 0;
                }
                edits += distance;
            }
        }
        return 1 - (double) edits / letters;
    }

    private static boolean hasDigit(String word) {
        return word.codePoints().anyMatch(Character::isDigit);
    }
}
