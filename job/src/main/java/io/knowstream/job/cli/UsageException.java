package io.knowstream.job.cli;

/** The command cannot be run as it was given; the message says why and what would do. */
final class UsageException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UsageException(String message) {
        super(message);
    }
}
