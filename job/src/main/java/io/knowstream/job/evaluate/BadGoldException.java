package io.knowstream.job.evaluate;

/** A file of annotated texts cannot be read; the message says what is wrong, where, and what is allowed. */
public final class BadGoldException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    BadGoldException(String message) {
        super(message);
    }

    BadGoldException(String message, Throwable cause) {
        super(message, cause);
    }
}
