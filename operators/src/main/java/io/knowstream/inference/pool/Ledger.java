package io.knowstream.inference.pool;

/**
 * The accounts of a budget: models, what closed models left behind, working memory. Guarded by the pool's lock.
 *
 * <p>Holds after every call: models + residue + working ≤ budget, and models + residue ≤ budget - kept, where kept is the
 * part that belongs to working memory. What would break it is refused, as the callers ask for room first.
 *
 * <p>Where the process can be measured, models + residue follows what it really does: a load adds what the process grew,
 * a close takes away what it gave back. A load into pages that an earlier model left behind makes the process grow by
 * less than the model takes: the difference moves from the residue to the model. Each drop between two measurements is
 * taken off the residue; so noise can inflate the residue at most to what closed models were charged with.
 */
final class Ledger {

    private final long budget;
    private final long kept;
    private long models;
    private long residue;
    private long working;
    private long peak;
    /** The last measurement; -1 before the first. */
    private long level = -1;

    Ledger(long budget, long kept) {
        this.budget = budget;
        this.kept = kept;
    }

    long models() {
        return models;
    }

    long residue() {
        return residue;
    }

    long working() {
        return working;
    }

    long used() {
        return models + residue + working;
    }

    /** The most that was taken at once. */
    long peak() {
        return peak;
    }

    private void mark() {
        peak = Math.max(peak, used());
    }

    MemoryStatus status() {
        return MemoryStatus.of(used(), budget);
    }

    /** What a model can be charged with now; negative while working memory takes more than its part. */
    long roomForModels() {
        return budget - Math.max(kept, working) - models - residue;
    }

    /** What working memory can be granted now. */
    long roomForWorking() {
        return budget - used();
    }

    /** What working memory can be granted now of the part that is its own; negative where it has more than that. */
    long roomInKept() {
        return Math.min(roomForWorking(), kept - working);
    }

    /** What working memory can be granted and leave memory available; negative where it is not. */
    long roomWhileAvailable() {
        return (long) Math.ceil(MemoryStatus.LIMITED_FROM * budget) - 1 - used();
    }

    void chargeModel(long bytes) {
        if (bytes < 0 || bytes > roomForModels()) {
            throw new IllegalStateException("a model of " + bytes + " bytes has no room: " + this);
        }
        models += bytes;
        mark();
    }

    void chargeWorking(long bytes) {
        if (bytes < 0 || bytes > roomForWorking()) {
            throw new IllegalStateException("working memory of " + bytes + " bytes has no room: " + this);
        }
        working += bytes;
        mark();
    }

    void returnWorking(long bytes) {
        working -= bytes;
    }

    /**
     * The cost of a model that was just loaded: the most of what it declares, what the process grew by, and what it cost
     * earlier where the pages that it does not seem to take can be those that were left behind.
     */
    long cost(long declared, long grown, long remembered) {
        return Math.max(Math.max(declared, grown), Math.min(remembered, grown + residue));
    }

    /** What is missing to correct the charge of a loaded model; at most 0 where nothing is. */
    long missingFor(long charged, long cost, long grown) {
        return cost - charged - reused(cost, grown) - roomForModels();
    }

    /** Corrects the charge of a loaded model. */
    void settleLoad(long charged, long cost, long grown) {
        if (missingFor(charged, cost, grown) > 0) {
            throw new IllegalStateException(
                    "a model of " + cost + " bytes, charged " + charged + ", has no room: " + this);
        }
        residue -= reused(cost, grown);
        models += cost - charged;
        mark();
    }

    private long reused(long cost, long grown) {
        return Math.min(residue, Math.max(0, cost - grown));
    }

    /**
     * Ends the charge of a closed model.
     *
     * @param returned bytes that the process shrank by meanwhile
     * @return bytes that came free
     */
    long settleClose(long charged, long returned) {
        long before = models + residue;
        models -= charged;
        long left = Math.min(charged, Math.max(0, charged - returned));
        long older = Math.min(residue, Math.max(0, returned - charged));
        residue += left - older;
        return before - models - residue;
    }

    /** Takes note of a measurement that follows no load and no close; returns the residue that came back. */
    long observe(long measured) {
        long dropped = level < 0 ? 0 : Math.min(residue, Math.max(0, level - measured));
        residue -= dropped;
        level = measured;
        return dropped;
    }

    /** Takes note of a measurement whose difference to the last one is accounted for already. */
    void level(long measured) {
        level = measured;
    }

    /** Forgets the residue: what no trim brings back while nothing is loaded is the process's own. */
    long writeOff() {
        long forgotten = residue;
        residue = 0;
        return forgotten;
    }

    @Override
    public String toString() {
        return "of " + budget + " bytes (models.budget) models take " + models
                + ", pages that closed models left behind "
                + residue + ", working memory " + working + "; " + kept
                + " are kept for working memory (models.min-memory-threshold)";
    }
}
