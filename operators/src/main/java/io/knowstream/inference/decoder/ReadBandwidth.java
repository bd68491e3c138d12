package io.knowstream.inference.decoder;

/**
 * How fast one thread reads memory: the bound of decoding one token at a time, as each step reads all weights. A part of the
 * heap that is larger than any cache is summed up in four chains, so that additions do not wait for one another (after
 * McCalpin's STREAM). Not thread-safe.
 */
public final class ReadBandwidth {

    private static final int LONGS = 48 << 20;
    private static final int PASSES = 3;

    private final long[] memory = new long[LONGS];

    /** Takes its memory, which it keeps: {@value #LONGS} times eight bytes. */
    public ReadBandwidth() {
        for (int i = 0; i < LONGS; i += 512) {
            memory[i] = i;
        }
    }

    /** Bytes a second now, the best of {@value #PASSES} passes. */
    public double measure() {
        double best = 0;
        long sum = 0;
        for (int pass = 0; pass < PASSES; pass++) {
            long start = System.nanoTime();
            sum += sum(memory);
            best = Math.max(best, LONGS * (double) Long.BYTES / ((System.nanoTime() - start) / 1e9));
        }
        if (sum == 0) {
            throw new IllegalStateException("the sums are not read");
        }
        return best;
    }

    private static long sum(long[] memory) {
        long a = 0;
        long b = 0;
        long c = 0;
        long d = 0;
        for (int i = 0; i < memory.length; i += 4) {
            a += memory[i];
            b += memory[i + 1];
            c += memory[i + 2];
            d += memory[i + 3];
        }
        return a + b + c + d;
    }
}
