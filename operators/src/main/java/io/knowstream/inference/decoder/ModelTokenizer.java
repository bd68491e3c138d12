package io.knowstream.inference.decoder;

/** Cuts texts into the tokens of one model. Thread-safe. */
public interface ModelTokenizer {

    /** The tokens of a text, without any that the model's template would put around it. */
    TokenizedText encode(String text);

    /** The id of a special token such as {@code <|im_start|>}; -1 where the model has none of this name. */
    int special(String token);
}
