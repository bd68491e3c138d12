package io.knowstream.inference.pool;

import java.io.Serializable;
import java.time.Duration;

/**
 * What a model pool may hold. Pools are shared by those who ask with equal configurations.
 *
 * @param budgetBytes what models, what closed ones left behind and leased working memory take together at most
 * @param maxModels models loaded at the same time, pinned ones not counted
 * @param idleTimeout a model that nobody leased for so long is evicted
 * @param workingBytes of the budget, what models can never take: it stays free for working memory
 * @param minResidency a model stays for so long after it was loaded, however many wait for its room
 * @param costs the file in which measured costs are remembered between runs; null remembers nothing
 */
public record PoolConfig(
        long budgetBytes, int maxModels, Duration idleTimeout, long workingBytes, Duration minResidency, String costs)
        implements Serializable {

    private static final long serialVersionUID = 1;

    private static final int MAX_MODELS = 16;
    private static final Duration IDLE_TIMEOUT = Duration.ofMinutes(5);
    private static final Duration MIN_RESIDENCY = Duration.ofSeconds(10);

    /** Refuses a contradiction, with the keys of the values that make it. */
    public PoolConfig {
        require(budgetBytes > 0, "models.budget must be positive (got " + budgetBytes + ")");
        require(maxModels > 0, "models.max-concurrent must be at least 1 (got " + maxModels + ")");
        require(isPositive(idleTimeout), "models.idle-timeout must be positive (got " + idleTimeout + ")");
        require(
                workingBytes >= 0 && workingBytes < budgetBytes,
                "models.min-memory-threshold must be between 0 and models.budget, " + budgetBytes
                        + ", which leaves room for models (got " + workingBytes + ")");
        require(
                minResidency != null && !minResidency.isNegative(),
                "models.min-residency must not be negative (got " + minResidency + ")");
    }

    /** A pool of built-in models: nothing but the budget limits it. */
    public static PoolConfig of(long budgetBytes) {
        return new PoolConfig(budgetBytes, MAX_MODELS, IDLE_TIMEOUT, 0, MIN_RESIDENCY, null);
    }

    private static boolean isPositive(Duration duration) {
        return duration != null && !duration.isNegative() && !duration.isZero();
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
