package io.knowstream.inference.catalogue;

/** What a model is, which decides how it is run. */
public enum ModelKind implements NamedValue {
    /** Reads a text once: a token classifier, a relation classifier or a sentence embedder. */
    ENCODER,
    /** Continues a text token by token. */
    CAUSAL_LM
}
