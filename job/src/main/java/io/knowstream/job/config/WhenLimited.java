package io.knowstream.job.config;

import java.util.Locale;

/** What a task manager does whose memory for models is limited. */
public enum WhenLimited {
    /** Extracts in full; work queues. */
    WAIT,
    /** Extracts provisionally, with smaller chunks and models, and again when memory is available. */
    DEGRADE;

    /** As it is written in the configuration. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
