package io.knowstream.inference.encoder;

import io.knowstream.inference.catalogue.ModelFiles;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;

/**
 * The hashed features of a text's tokens, as the encoders were trained on them, in direct buffers that are used again
 * for the next text. Belongs to one thread; what it encoded is valid until the next text.
 */
public final class TokenFeatures {

    /** Features of a token: word, prefix of three, suffix of three, suffix of two, shape. */
    static final int FEATURES = 5;
    /** Characters of a token that are kept: the first eight and the last eight of a longer one. */
    static final int CHARS = 16;

    private static final int ASCII = 128;
    private static final int CHAR_BUCKETS = 127;
    private static final int WORD_STATE = FeatureHash.begin("w:");
    private static final int PREFIX_STATE = FeatureHash.begin("p:");
    private static final int SUFFIX_STATE = FeatureHash.begin("s:");
    private static final int SHORT_SUFFIX_STATE = FeatureHash.begin("t:");
    private static final int SHAPE_STATE = FeatureHash.begin("h:");
    private static final int CHAR_STATE = FeatureHash.begin("c:");

    private final Buckets buckets;
    private LongBuffer features = direct(FEATURES);
    private LongBuffer chars = direct(CHARS);
    private int size;
    private Tokens encoded;

    /** The bucket counts that an encoder was trained with. */
    record Buckets(int word, int prefix3, int suffix3, int suffix2, int shape) {

        static Buckets of(ModelFiles files) {
            return new Buckets(
                    files.number("buckets/word"),
                    files.number("buckets/prefix3"),
                    files.number("buckets/suffix3"),
                    files.number("buckets/suffix2"),
                    files.number("buckets/shape"));
        }
    }

    TokenFeatures(Buckets buckets) {
        this.buckets = buckets;
    }

    /** Encodes a text, in place of the one before; nothing is done if that was the same. */
    public void encode(Tokens tokens) {
        if (tokens == encoded) {
            return;
        }
        encoded = tokens;
        size = tokens.size();
        if (features.capacity() < size * FEATURES) {
            int room = size + size / 2;
            features = direct(room * FEATURES);
            chars = direct(room * CHARS);
        }
        for (int token = 0; token < size; token++) {
            putFeatures(tokens, token);
            putChars(tokens, token);
        }
    }

    /** The number of tokens of the text. */
    public int size() {
        return size;
    }

    Buckets buckets() {
        return buckets;
    }

    /** The features of the tokens in [from, to), five each. */
    LongBuffer features(int from, int to) {
        return features.slice(from * FEATURES, (to - from) * FEATURES);
    }

    /** The character ids of the tokens in [from, to), sixteen each. */
    LongBuffer chars(int from, int to) {
        return chars.slice(from * CHARS, (to - from) * CHARS);
    }

    private void putFeatures(Tokens tokens, int token) {
        int start = tokens.start(token);
        int end = tokens.end(token);
        int word = WORD_STATE;
        int prefix = PREFIX_STATE;
        int suffix = SUFFIX_STATE;
        int shortSuffix = SHORT_SUFFIX_STATE;
        for (int i = start; i < end; i++) {
            int c = tokens.codePoint(i);
            int lower = CodePointClass.lower(c);
            int folded = CodePointClass.of(lower) == CodePointClass.DIGIT ? '0' : lower;
            word = FeatureHash.add(word, folded);
            if (i < start + 3) {
                prefix = FeatureHash.add(prefix, folded);
            }
            if (i >= end - 3) {
                suffix = FeatureHash.add(suffix, folded);
            }
            if (i >= end - 2) {
                shortSuffix = FeatureHash.add(shortSuffix, lower);
            }
        }
        int at = token * FEATURES;
        features.put(at, FeatureHash.bucket(word, buckets.word));
        features.put(at + 1, FeatureHash.bucket(prefix, buckets.prefix3));
        features.put(at + 2, FeatureHash.bucket(suffix, buckets.suffix3));
        features.put(at + 3, FeatureHash.bucket(shortSuffix, buckets.suffix2));
        features.put(at + 4, FeatureHash.bucket(shape(tokens, start, end), buckets.shape));
    }

    /** The state of the shape: X for capitals, x for other letters, d for numbers, no marks, runs cut to two. */
    private static int shape(Tokens tokens, int start, int end) {
        int state = SHAPE_STATE;
        int last = 0;
        int run = 0;
        for (int i = start; i < end; i++) {
            int c = tokens.codePoint(i);
            int symbol =
                    switch (CodePointClass.of(c)) {
                        case CodePointClass.UPPER -> 'X';
                        case CodePointClass.LETTER -> 'x';
                        case CodePointClass.DIGIT, CodePointClass.NUMBER -> 'd';
                        case CodePointClass.MARK -> 0;
                        default -> c;
                    };
            if (symbol == 0) {
                continue;
            }
            run = symbol == last ? run + 1 : 1;
            last = symbol;
            if (run <= 2) {
                state = FeatureHash.add(state, symbol);
            }
        }
        return state;
    }

    private void putChars(Tokens tokens, int token) {
        int start = tokens.start(token);
        int length = tokens.end(token) - start;
        int gap = Math.max(0, length - CHARS);
        int at = token * CHARS;
        for (int i = 0; i < CHARS; i++) {
            int id = 0;
            if (i < length) {
                int c = tokens.codePoint(start + (i < CHARS / 2 ? i : i + gap));
                id = c >= 1 && c < ASCII ? c : ASCII + FeatureHash.bucket(FeatureHash.add(CHAR_STATE, c), CHAR_BUCKETS);
            }
            chars.put(at + i, id);
        }
    }

    private static LongBuffer direct(int longs) {
        return ByteBuffer.allocateDirect(longs * Long.BYTES)
                .order(ByteOrder.nativeOrder())
                .asLongBuffer();
    }
}
