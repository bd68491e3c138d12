package io.knowstream.job.cli;

import io.knowstream.inference.catalogue.ModelCatalogue;
import io.knowstream.inference.encoder.SentenceEmbedder;
import io.knowstream.inference.pool.Lease;
import io.knowstream.inference.pool.ModelPool;
import io.knowstream.inference.pool.PoolConfig;
import io.knowstream.metrics.Recorder;

/** The built-in model of embeddings, for commands that run no job. Safe for use by many threads. */
record BuiltInEmbedder(Lease<ModelPool> pool, Lease<SentenceEmbedder> model) implements AutoCloseable {

    private static final long BUDGET = 256L << 20;

    static BuiltInEmbedder load() {
        Lease<ModelPool> pool = ModelPool.shared(PoolConfig.of(BUDGET));
        try {
            return new BuiltInEmbedder(
                    pool,
                    pool.value()
                            .acquire(
                                    SentenceEmbedder.of(ModelCatalogue.builtIn().find(ModelCatalogue.EMBEDDING)),
                                    Recorder.NONE));
        } catch (RuntimeException e) {
            pool.close();
            throw e;
        }
    }

    /** A vector of 384 components and length one. */
    float[] embed(String text) {
        return model.value().embed(text);
    }

    @Override
    public void close() {
        model.close();
        pool.close();
    }
}
