package io.knowstream.job.torture;

/** The job did not keep what it promises. */
public final class TortureException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    TortureException(String message) {
        super(message);
    }
}
