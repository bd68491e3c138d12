package io.knowstream.job.cli;

import io.knowstream.job.explore.TextEmbedder;

/** The built-in model of embeddings, loaded at the first question. Safe for use by many threads. */
final class LateEmbedder implements TextEmbedder, AutoCloseable {

    private BuiltInEmbedder embedder;

    @Override
    public float[] embed(String text) {
        return loaded().embed(text);
    }

    private synchronized BuiltInEmbedder loaded() {
        if (embedder == null) {
            embedder = BuiltInEmbedder.load();
        }
        return embedder;
    }

    /** To be called when no question is under way. */
    @Override
    public synchronized void close() {
        if (embedder != null) {
            embedder.close();
        }
    }
}
