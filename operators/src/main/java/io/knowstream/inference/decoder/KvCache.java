package io.knowstream.inference.decoder;

/**
 * The keys and values of the tokens that a model has read: a row for each sequence. Belongs to one thread; closed by it,
 * which frees its memory at once.
 */
sealed interface KvCache extends AutoCloseable permits InPlaceCache, GrowingCache {

    /** How many tokens of a row the model has read. */
    int length(int row);

    /**
     * Forgets what a row read behind a number of tokens.
     *
     * @throws IllegalStateException if the cache cannot forget in part and this is one
     */
    void truncate(int row, int length);

    /** Makes a row begin with the first tokens that a row of another cache of the model, or of this one, has read. */
    void startWith(int row, KvCache from, int fromRow, int length);

    @Override
    void close();
}
