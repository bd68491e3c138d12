package io.knowstream.inference.grounded;

/** How a model is asked. */
public enum PromptStyle {
    /** A text that goes on after its pattern: for models that were not tuned to instructions. */
    BASE,
    /** Turns between {@code <|im_start|>} and {@code <|im_end|>} (ChatML): for models tuned to instructions. */
    CHATML
}
