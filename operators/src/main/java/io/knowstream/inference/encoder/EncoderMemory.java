package io.knowstream.inference.encoder;

/** What encoders take. */
public final class EncoderMemory {

    /**
     * Bytes that a session takes on top of its weights: the graph, and the arena, which grows with the largest text.
     * Measured of the built-in relation model with 40 entities in 512 tokens: 52 MiB a thread.
     */
    private static final long WORKING_BYTES = 64L << 20;
    /** Weights lie in memory as they are and, prepacked for the machine, once more. */
    private static final long COPIES = 2;

    private EncoderMemory() {}

    /** What a model is reckoned to take that was never loaded, by the bytes of its weights on the disk. */
    public static long estimatedBytes(long weightBytes) {
        return weightBytes * COPIES + WORKING_BYTES;
    }
}
