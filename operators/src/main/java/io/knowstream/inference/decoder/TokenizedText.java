package io.knowstream.inference.decoder;

/**
 * A text as the tokens of a model. Offsets count code points; white space at the beginning of a token is not in its span. A
 * token that is a part of a character has the whole character's span.
 *
 * @param text the text
 * @param ids a token id each
 * @param starts the first code point of each token
 * @param ends the code point after the last of each token; equal to the start where a token is white space alone
 */
public record TokenizedText(String text, int[] ids, int[] starts, int[] ends) {

    public TokenizedText {
        if (ids.length != starts.length || ids.length != ends.length) {
            throw new IllegalArgumentException("a token must have an id, a start and an end (got " + ids.length
                    + " ids, " + starts.length + " starts, " + ends.length + " ends)");
        }
    }

    /** How many tokens there are. */
    public int size() {
        return ids.length;
    }
}
