package io.knowstream.job.monitor;

/**
 * What would make a job better.
 *
 * @param description what to do
 * @param because the figures that say so, and what they should be
 * @param expectedImprovement what it may bring
 */
public record Recommendation(
        Category category, Priority priority, String description, String because, String expectedImprovement) {

    /** What gets better. */
    public enum Category {
        LATENCY,
        MEMORY,
        CACHING,
        QUALITY,
        THROUGHPUT
    }

    /** How much it matters, from least to most. */
    public enum Priority {
        LOW,
        MEDIUM,
        HIGH,
        CRITICAL
    }
}
