package io.knowstream.job.monitor;

/**
 * How much of the memory that models held did something: of their bytes, each times the seconds that it was loaded, the
 * part in which somebody leased them or they were pinned. From 0, all lay idle, to 1, which is also that of no models at all.
 *
 * <p>Where it is low, memory was kept for models that nobody used: a shorter {@code models.idle-timeout} or a lower {@code
 * models.max-concurrent} frees it. The built-in models are pinned, as they are small and nothing unloads them: they never
 * lie idle.
 *
 * @param heldByteSeconds bytes times seconds of loaded models, metric {@code modelByteSeconds}
 * @param idleByteSeconds the part of it in which nobody leased what is not pinned, metric {@code modelIdleByteSeconds}
 */
public record MemoryEfficiency(long heldByteSeconds, long idleByteSeconds) {

    public MemoryEfficiency {
        if (heldByteSeconds < 0 || idleByteSeconds < 0) {
            throw new IllegalArgumentException("byte-seconds must not be negative (got " + heldByteSeconds + " held, "
                    + idleByteSeconds + " idle)");
        }
    }

    /** From 0 to 1; the two sums may have been read one after the other. */
    public double value() {
        return heldByteSeconds == 0 ? 1 : Math.max(0, 1 - (double) idleByteSeconds / heldByteSeconds);
    }
}
