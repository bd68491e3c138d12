package io.knowstream.job.monitor;

import java.io.IOException;

/** Reads what a running job says of itself. */
public interface JobReader {

    /**
     * What it says now; metrics are some seconds old, as whoever is asked collects them now and then.
     *
     * @throws IOException if nobody answers, or not what was expected
     * @throws NoJobException if there is no such job, or more than one
     */
    JobReading read() throws IOException, InterruptedException;
}
