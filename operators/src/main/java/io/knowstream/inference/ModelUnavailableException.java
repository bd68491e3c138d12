package io.knowstream.inference;

/**
 * A model could not do its work in time, or no memory came free for it: nothing is wrong with the input or the model, and
 * trying again later will succeed.
 */
public final class ModelUnavailableException extends ModelException {

    private static final long serialVersionUID = 1L;

    /** Says what was waited for, and how long. */
    public ModelUnavailableException(String message) {
        super(message);
    }
}
