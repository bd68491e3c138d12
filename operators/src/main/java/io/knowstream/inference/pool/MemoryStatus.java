package io.knowstream.inference.pool;

/** How full the budget of a model pool is. */
public enum MemoryStatus {
    /** Less than 60 % of the budget is taken. */
    AVAILABLE,
    /** 60 to 80 % are taken. */
    LIMITED,
    /** More than 80 % are taken. */
    CRITICAL;

    /** The shares of the performance guide. */
    static final double LIMITED_FROM = 0.6;

    static final double CRITICAL_ABOVE = 0.8;

    static MemoryStatus of(long usedBytes, long budgetBytes) {
        if (usedBytes > CRITICAL_ABOVE * budgetBytes) {
            return CRITICAL;
        }
        return usedBytes < LIMITED_FROM * budgetBytes ? AVAILABLE : LIMITED;
    }
}
