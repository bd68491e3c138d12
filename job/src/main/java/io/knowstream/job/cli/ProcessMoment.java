package io.knowstream.job.cli;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * A moment, by the clock and by the processors' time that this process has had.
 *
 * @param nanos of {@link System#nanoTime}
 * @param cpuNanos of all processors
 */
record ProcessMoment(long nanos, long cpuNanos) {

    private static final OperatingSystemMXBean SYSTEM =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    /**
     * What one of several things took.
     *
     * @param millis by the clock
     * @param cpuMillis of all processors, for a machine that others use too
     */
    record Cost(double millis, double cpuMillis) {}

    static ProcessMoment now() {
        return new ProcessMoment(System.nanoTime(), SYSTEM.getProcessCpuTime());
    }

    /** What each of so many things took until {@code end}. */
    Cost until(ProcessMoment end, long things) {
        return new Cost((end.nanos - nanos) / 1e6 / things, (end.cpuNanos - cpuNanos) / 1e6 / things);
    }

    /** The processors' time until {@code end} as a part of one processor's. */
    double load(ProcessMoment end) {
        return (double) (end.cpuNanos - cpuNanos) / (end.nanos - nanos);
    }
}
