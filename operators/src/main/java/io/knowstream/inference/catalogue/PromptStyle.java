package io.knowstream.inference.catalogue;

/** How a causal language model is asked. */
public enum PromptStyle implements NamedValue {
    /** A text to continue: for models that were trained on text alone. */
    BASE,
    /** A chat with instructions: for models that were tuned to follow them. */
    INSTRUCT
}
