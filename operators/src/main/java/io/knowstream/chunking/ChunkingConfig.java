package io.knowstream.chunking;

import io.knowstream.graph.Ids;
import java.io.Serializable;

/**
 * How documents are cut. Sizes are characters: Unicode code points.
 *
 * <p>{@code overlap + 2 * min <= max} makes the sizes always possible: what is left of a text that is longer than a chunk
 * can be cut so that both parts have at least {@code min}.
 *
 * @param max the longest chunk, overlap included; at least 64
 * @param min the shortest chunk of a text that has at least as much; 0 allows any
 * @param overlap how much of the end of a chunk the next one may repeat; at most half of {@code max}
 * @param semantic whether chunks end where the embeddings of neighbouring sentences say that the topic turns
 * @param preserveContext whether the document's global context goes with each chunk
 * @param termsReachModels whether the models read the key terms of that context too, and not the title alone
 * @param embeddingModel the model of the semantic boundaries; null where there are none
 * @param analysisModel the language model that finds key terms; null where statistics do
 */
public record ChunkingConfig(
        int max,
        int min,
        int overlap,
        boolean semantic,
        boolean preserveContext,
        boolean termsReachModels,
        String embeddingModel,
        String analysisModel)
        implements Serializable {

    private static final int SMALLEST_MAX = 64;

    public ChunkingConfig {
        if (max < SMALLEST_MAX) {
            throw new IllegalArgumentException("chunking.max must be at least " + SMALLEST_MAX + " (got " + max + ")");
        }
        if (overlap < 0 || overlap > max / 2) {
            throw new IllegalArgumentException("chunking.overlap must be between 0 and half of chunking.max, which is "
                    + max / 2 + " (got " + overlap + ")");
        }
        int largestMin = (max - overlap) / 2;
        if (min < 0 || min > largestMin) {
            throw new IllegalArgumentException(
                    "chunking.min must be between 0 and half of chunking.max less chunking.overlap, which is "
                            + largestMin + " (got " + min + ")");
        }
        if (semantic && (embeddingModel == null || embeddingModel.isBlank())) {
            throw new IllegalArgumentException("chunking.semantic needs a model of the role embedding (got none)");
        }
    }

    /** Boundaries and statistics, for models that read no key terms. */
    public ChunkingConfig(
            int max, int min, int overlap, boolean semantic, boolean preserveContext, String embeddingModel) {
        this(max, min, overlap, semantic, preserveContext, false, embeddingModel, null);
    }

    /** The sizes of the preset {@code balanced}, with the built-in embedding. */
    public static ChunkingConfig defaults() {
        return new ChunkingConfig(2048, 128, 64, true, true, "knowstream-embedding");
    }

    /**
     * The degraded way: half of each size, the longest chunk never shorter than is allowed, and no language model.
     *
     * <p>Halving keeps the sizes possible: of {@code overlap + 2 * min <= max} both sides are halved, and rounding down
     * takes at most as much from the right side as it leaves between them.
     */
    public ChunkingConfig degraded() {
        return new ChunkingConfig(
                Math.max(SMALLEST_MAX, max / 2), min / 2, overlap / 2, semantic, preserveContext, embeddingModel);
    }

    /**
     * Hash of everything here that the graph depends on.
     *
     * @param embeddingFingerprint of the embedding model's weights; null where boundaries are not semantic
     * @param analysisFingerprint of the language model that finds key terms; null where there is none
     */
    public String fingerprint(String embeddingFingerprint, String analysisFingerprint) {
        return Ids.hash(
                "chunking",
                Integer.toString(max),
                Integer.toString(min),
                Integer.toString(overlap),
                Boolean.toString(semantic),
                Boolean.toString(preserveContext),
                semantic ? embeddingFingerprint : null,
                Boolean.toString(termsReachModels),
                analysisFingerprint);
    }
}
