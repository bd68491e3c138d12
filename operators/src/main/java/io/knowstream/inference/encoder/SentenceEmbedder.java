package io.knowstream.inference.encoder;

import io.knowstream.inference.catalogue.ModelFiles;
import io.knowstream.inference.encoder.OnnxSession.Input;
import io.knowstream.inference.pool.LoadedModel;
import io.knowstream.inference.pool.ModelLoader;
import java.nio.LongBuffer;
import java.util.Arrays;

/**
 * Turns a text of any length, a sentence or a chunk, into a vector; texts about the same have a high cosine.
 * Thread-safe.
 *
 * <p>The model reads hashed words, beginnings of long words, and pairs of neighbouring words.
 */
public final class SentenceEmbedder implements LoadedModel, Embedder {

    private static final int WORD_STATE = FeatureHash.begin("e:");
    private static final int PREFIX_STATE = FeatureHash.begin("f:");
    private static final int BIGRAM_STATE = FeatureHash.begin("g:");
    /** The id of a text without words. */
    private static final long NO_WORDS = 0;

    private final int maxWords;
    private final int wordBuckets;
    private final int prefixBuckets;
    private final int bigramBuckets;
    private final int prefixLength;
    private final OnnxSession session;

    private SentenceEmbedder(ModelFiles files) {
        this.maxWords = files.number("max_words");
        this.wordBuckets = files.number("word_buckets");
        this.prefixBuckets = files.number("prefix_buckets");
        this.bigramBuckets = files.number("bigram_buckets");
        this.prefixLength = files.number("prefix_length");
        this.session = new OnnxSession(files);
    }

    /** How the pool loads such a model. */
    public static ModelLoader<SentenceEmbedder> of(ModelFiles files) {
        return new OnnxLoader<>(SentenceEmbedder.class, files, SentenceEmbedder::new);
    }

    @Override
    public float[] embed(String text) {
        return embed(Tokens.of(text));
    }

    /** The L2-normalised vector of a text that is cut already. */
    public float[] embed(Tokens tokens) {
        long[] ids = ids(tokens);
        return session.run("embedding", new Input("ids", LongBuffer.wrap(ids), ids.length));
    }

    /** The ids of a text, at least one. */
    long[] ids(Tokens tokens) {
        long[] ids = new long[3 * Math.min(tokens.size(), maxWords)];
        int count = 0;
        int words = 0;
        int before = -1;
        for (int token = 0; token < tokens.size() && words < maxWords; token++) {
            if (!tokens.isWord(token)) {
                continue;
            }
            int length = tokens.end(token) - tokens.start(token);
            if (wordBuckets > 0) {
                ids[count++] = 1L + FeatureHash.bucket(add(WORD_STATE, tokens, token, length), wordBuckets);
            }
            if (prefixBuckets > 0 && length > prefixLength) {
                ids[count++] = 1L
                        + wordBuckets
                        + FeatureHash.bucket(add(PREFIX_STATE, tokens, token, prefixLength), prefixBuckets);
            }
            if (bigramBuckets > 0 && before >= 0) {
                int first = add(BIGRAM_STATE, tokens, before, tokens.end(before) - tokens.start(before));
                int second = add(FeatureHash.add(first, ' '), tokens, token, length);
                ids[count++] = 1L + wordBuckets + prefixBuckets + FeatureHash.bucket(second, bigramBuckets);
            }
            before = token;
            words++;
        }
        return count == 0 ? new long[] {NO_WORDS} : Arrays.copyOf(ids, count);
    }

    private static int add(int state, Tokens tokens, int token, int length) {
        int hash = state;
        for (int i = tokens.start(token); i < tokens.start(token) + length; i++) {
            hash = FeatureHash.add(hash, CodePointClass.lower(tokens.codePoint(i)));
        }
        return hash;
    }

    @Override
    public long residentBytes() {
        return session.residentBytes();
    }

    @Override
    public void close() {
        session.close();
    }

    @Override
    public String toString() {
        return session.toString();
    }
}
