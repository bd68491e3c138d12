package io.knowstream.job.monitor;

import io.knowstream.metrics.Stage;

/**
 * What a stage took, of the measured documents together.
 *
 * @param stage the stage
 * @param micros wall time of all threads together
 * @param allocatedBytes on the heap; 0 where the JVM does not count them
 */
public record StageFigures(Stage stage, long micros, long allocatedBytes) {}
