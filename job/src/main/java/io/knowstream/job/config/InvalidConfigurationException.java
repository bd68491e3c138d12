package io.knowstream.job.config;

/** The configuration cannot be used; the message says what was wrong, where it came from, and what is allowed. */
public final class InvalidConfigurationException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param message what was wrong, the value received, and what is allowed */
    public InvalidConfigurationException(String message) {
        super(message);
    }

    InvalidConfigurationException(String message, Throwable cause) {
        super(message, cause);
    }
}
