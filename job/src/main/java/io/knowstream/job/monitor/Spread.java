package io.knowstream.job.monitor;

/**
 * What the subtasks of one operator say of one metric.
 *
 * @param subtasks how many say something; 0 where that is not known
 */
public record Spread(double min, double max, double sum, int subtasks) {

    /** Of one subtask. */
    public static Spread of(double value) {
        return new Spread(value, value, value, 1);
    }

    /** Of the subtasks of both. */
    public Spread and(Spread other) {
        return new Spread(
                Math.min(min, other.min), Math.max(max, other.max), sum + other.sum, subtasks + other.subtasks);
    }

    /** The mean of the subtasks. */
    public double mean() {
        return sum / Math.max(1, subtasks);
    }
}
