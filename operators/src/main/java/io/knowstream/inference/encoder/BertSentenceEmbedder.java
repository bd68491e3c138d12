package io.knowstream.inference.encoder;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.knowstream.inference.ModelException;
import io.knowstream.inference.catalogue.ModelFiles;
import io.knowstream.inference.pool.LoadedModel;
import io.knowstream.inference.pool.ModelLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A sentence embedder of the BERT family with 384 dimensions. Thread-safe.
 *
 * <p>A text's vector is the mean of its tokens' rows (Reimers and Gurevych 2019) or the row of its first token, as
 * {@code 1_Pooling/config.json} says; the mean where there is none. The vectors of a long text's windows are added before
 * the sum is normalised.
 */
public final class BertSentenceEmbedder implements LoadedModel, Embedder {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final BertEncoder encoder;
    private final boolean firstToken;

    private BertSentenceEmbedder(ModelFiles files) {
        int width = files.number("hidden_size");
        if (width != DIMENSIONS) {
            throw new ModelException("model " + files + ": an embedding has " + DIMENSIONS
                    + " dimensions (hidden_size in config.json is " + width + ")");
        }
        this.firstToken = poolsFirstToken(files);
        this.encoder = new BertEncoder(files, "last_hidden_state");
    }

    /** How the pool loads such a model. */
    public static ModelLoader<BertSentenceEmbedder> of(ModelFiles files) {
        return new OnnxLoader<>(BertSentenceEmbedder.class, files, BertSentenceEmbedder::new);
    }

    private static boolean poolsFirstToken(ModelFiles files) {
        Path pooling = files.directory()
                .map(directory -> directory.resolve("1_Pooling").resolve("config.json"))
                .filter(Files::isRegularFile)
                .orElse(null);
        if (pooling == null) {
            return false;
        }
        try {
            return JSON.readTree(Files.readAllBytes(pooling))
                    .path("pooling_mode_cls_token")
                    .booleanValue();
        } catch (IOException e) {
            throw new ModelException("model " + files + ": cannot read " + pooling + ": " + e.getMessage(), e);
        }
    }

    @Override
    public float[] embed(String text) {
        double[] sum = new double[DIMENSIONS];
        for (BertEncoder.Rows rows : encoder.run(encoder.pieces(text))) {
            int count = firstToken ? 1 : rows.values().length / DIMENSIONS;
            for (int row = 0; row < count; row++) {
                for (int i = 0; i < DIMENSIONS; i++) {
                    sum[i] += rows.values()[row * DIMENSIONS + i] / (double) count;
                }
            }
        }
        return normalized(sum);
    }

    private static float[] normalized(double[] sum) {
        double squares = 0;
        for (double value : sum) {
            squares += value * value;
        }
        double norm = StrictMath.sqrt(squares);
        float[] vector = new float[sum.length];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = norm == 0 ? 0 : (float) (sum[i] / norm);
        }
        return vector;
    }

    @Override
    public long residentBytes() {
        return encoder.residentBytes();
    }

    @Override
    public void close() {
        encoder.close();
    }

    @Override
    public String toString() {
        return encoder.toString();
    }
}
