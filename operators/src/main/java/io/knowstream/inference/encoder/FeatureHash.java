package io.knowstream.inference.encoder;

/**
 * The hash of feature strings: FNV-1a of 32 bits over UTF-8 (Fowler, Noll and Vo, draft-eastlake-fnv), finished with
 * fmix32 of MurmurHash3 (Appleby), taken one code point at a time.
 */
final class FeatureHash {

    private static final int FNV_OFFSET = 0x811C9DC5;
    private static final int FNV_PRIME = 0x01000193;

    private FeatureHash() {}

    /** The state after a prefix of ASCII characters. */
    static int begin(String ascii) {
        int state = FNV_OFFSET;
        for (int i = 0; i < ascii.length(); i++) {
            state = add(state, ascii.charAt(i));
        }
        return state;
    }

    /** The state after one more code point. */
    static int add(int state, int c) {
        if (c < 0x80) {
            return octet(state, c);
        }
        if (c < 0x800) {
            return octet(octet(state, 0xC0 | c >> 6), 0x80 | c & 0x3F);
        }
        if (c < 0x10000) {
            return octet(octet(octet(state, 0xE0 | c >> 12), 0x80 | c >> 6 & 0x3F), 0x80 | c & 0x3F);
        }
        int high = octet(octet(state, 0xF0 | c >> 18), 0x80 | c >> 12 & 0x3F);
        return octet(octet(high, 0x80 | c >> 6 & 0x3F), 0x80 | c & 0x3F);
    }

    /** The bucket, in [0, buckets), of a state. */
    static int bucket(int state, int buckets) {
        int h = state;
        h ^= h >>> 16;
        h *= 0x85EBCA6B;
        h ^= h >>> 13;
        h *= 0xC2B2AE35;
        h ^= h >>> 16;
        return Integer.remainderUnsigned(h, buckets);
    }

    private static int octet(int state, int octet) {
        return (state ^ octet) * FNV_PRIME;
    }
}
