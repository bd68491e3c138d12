package io.knowstream.inference.pool;

/**
 * How the budget of a pool was taken at one moment.
 *
 * @param modelBytes the charge of the models that are loaded, being loaded or being closed
 * @param residueBytes pages that closed models left behind
 * @param workingBytes leased working memory
 * @param models loaded, being loaded or being closed; pinned ones not counted
 */
public record PoolUsage(long budgetBytes, long modelBytes, long residueBytes, long workingBytes, int models) {

    /** All that is taken. */
    public long usedBytes() {
        return modelBytes + residueBytes + workingBytes;
    }
}
