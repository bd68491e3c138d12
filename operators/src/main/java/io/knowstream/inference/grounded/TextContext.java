package io.knowstream.inference.grounded;

import java.util.List;

/**
 * What a model is told of the document that a text is a part of.
 *
 * @param title null where there is none
 * @param keyTerms the terms that the document is about, most telling first
 */
public record TextContext(String title, List<String> keyTerms) {

    /** Nothing is known of the document. */
    public static final TextContext NONE = new TextContext(null, List.of());

    public TextContext {
        keyTerms = List.copyOf(keyTerms);
    }
}
