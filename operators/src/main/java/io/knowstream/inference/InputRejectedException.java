package io.knowstream.inference;

/** A model refused its input: a function of the input alone, so that trying again is useless. */
public final class InputRejectedException extends ModelException {

    private static final long serialVersionUID = 1L;

    /** Says what was refused, and why. */
    public InputRejectedException(String message) {
        super(message);
    }

    /** Says what was refused, and why. */
    public InputRejectedException(String message, Throwable cause) {
        super(message, cause);
    }
}
