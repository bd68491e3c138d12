package io.knowstream.index.elasticsearch;

/** Says that another job, which came later, writes the same indices. */
public final class SupersededException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    SupersededException(String message) {
        super(message);
    }
}
