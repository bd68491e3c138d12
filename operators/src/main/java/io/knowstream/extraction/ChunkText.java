package io.knowstream.extraction;

import io.knowstream.graph.CodePoints;
import io.knowstream.graph.Confidence;
import io.knowstream.graph.Mention;
import io.knowstream.inference.encoder.Tokens;

/** A chunk's text, with what several models need of it, made once. Belongs to one thread at a time. */
final class ChunkText {

    private final String text;
    private CodePoints codePoints;
    private Tokens tokens;

    ChunkText(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }

    CodePoints codePoints() {
        if (codePoints == null) {
            codePoints = CodePoints.of(text);
        }
        return codePoints;
    }

    /** The text as the built-in models read it. */
    Tokens tokens() {
        if (tokens == null) {
            tokens = Tokens.of(text);
        }
        return tokens;
    }

    /** The mention at a place of the text. */
    Mention mention(int start, int end, String type, double confidence) {
        return new Mention(start, end, codePoints().slice(start, end), type, Confidence.of(confidence));
    }
}
