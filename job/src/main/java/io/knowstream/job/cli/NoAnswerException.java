package io.knowstream.job.cli;

/** The graph does not hold what a question is about. */
final class NoAnswerException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    NoAnswerException(String message) {
        super(message);
    }
}
