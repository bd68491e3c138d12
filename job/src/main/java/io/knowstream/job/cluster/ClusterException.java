package io.knowstream.job.cluster;

/** A cluster cannot be started or stopped; the message says what was in the way. */
public final class ClusterException extends Exception {

    private static final long serialVersionUID = 1L;

    ClusterException(String message) {
        super(message);
    }

    ClusterException(String message, Throwable cause) {
        super(message, cause);
    }
}
