package io.knowstream.job.monitor;

import java.io.IOException;

/** Which job is meant cannot be told: there is none, or there are several. */
public final class NoJobException extends IOException {

    private static final long serialVersionUID = 1;

    NoJobException(String message) {
        super(message);
    }
}
