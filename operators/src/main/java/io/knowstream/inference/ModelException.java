package io.knowstream.inference;

/** A model could not be found, loaded or run; trying again, or elsewhere, may succeed. */
public class ModelException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Says what failed. */
    public ModelException(String message) {
        super(message);
    }

    /** Says what failed, and why. */
    public ModelException(String message, Throwable cause) {
        super(message, cause);
    }
}
