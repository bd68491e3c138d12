package io.knowstream.extraction.open;

/**
 * What a sentence says of two things in its own words.
 *
 * @param subject tokens of the sentence
 * @param predicate lemmas, e.g. {@code flow into}
 * @param object tokens of the sentence
 * @param confidence that the tree has it so, 0 to 1
 */
public record OpenTriple(Phrase subject, String predicate, Phrase object, double confidence) {

    /**
     * A noun with what tells which one it is.
     *
     * @param head the noun itself
     * @param first token
     * @param end the token after the last
     * @param proper whether the noun is a name
     */
    public record Phrase(int head, int first, int end, boolean proper) {}
}
