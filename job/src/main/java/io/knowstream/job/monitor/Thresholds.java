package io.knowstream.job.monitor;

import java.time.Duration;

/** From when on the operation of a job is worth a word, in reports and diagnoses alike. */
public final class Thresholds {

    /** Share of the time that a task is held back; Flink's web UI shows it as high from here on. */
    public static final double BACK_PRESSURED = 0.5;

    /** Share of the time that a task works, from which on it is what holds others back. */
    public static final double BUSY = 0.7;

    /** What readers wait for behind the interval of checkpoints, which is some seconds. */
    public static final Duration CHECKPOINT = Duration.ofSeconds(30);

    /** Checkpoints in a row; one may fail as a task manager goes, and the next one is completed. */
    public static final int FAILED_CHECKPOINTS = 2;

    /** A model is loaded for seconds; more than one that makes room for another a minute is time lost. */
    public static final double EVICTIONS_PER_MINUTE = 1;

    /** Part of the memory that models held in which they were used: the guide's. */
    public static final double EFFICIENT = 0.5;

    /** Part of the budget, above which work queues: the guide's. */
    public static final double MEMORY_CRITICAL = 0.8;

    private Thresholds() {}
}
