package io.knowstream.extraction;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.knowstream.graph.ChunkExtraction;
import io.knowstream.graph.Mention;
import io.knowstream.inference.pool.Lease;
import io.knowstream.inference.pool.Shared;

/**
 * Results by chunk fingerprint, which covers all that they depend on: in memory, bounded in bytes, shared by the slots
 * of a task manager. Thread-safe.
 */
final class ExtractionCache {

    /** Key, entry, record and list headers on a 64-bit JVM, rounded up. */
    private static final int ENTRY_BYTES = 400;
    /** A mention's record, list slot and string header; its type is shared. */
    private static final int MENTION_BYTES = 100;
    /** A relation's record, evidence and list slot; its strings are shared. */
    private static final int RELATION_BYTES = 80;

    private static final Shared<Long, ExtractionCache> SHARED = new Shared<>(ExtractionCache::new, cache -> {});

    private final Cache<String, ChunkExtraction> results;

    ExtractionCache(long maxBytes) {
        this.results = Caffeine.newBuilder()
                .maximumWeight(maxBytes)
                .weigher((String fingerprint, ChunkExtraction extraction) -> bytes(extraction))
                .executor(Runnable::run)
                .build();
    }

    /** Borrows this process's cache of this size; it is emptied with its last lease. */
    static Lease<ExtractionCache> shared(long maxBytes) {
        return SHARED.lease(maxBytes);
    }

    /** The result of a fingerprint; null where it is not held. */
    ChunkExtraction get(String fingerprint) {
        return results.getIfPresent(fingerprint);
    }

    /** Keeps a result for as long as there is room. */
    void put(String fingerprint, ChunkExtraction extraction) {
        results.put(fingerprint, extraction);
    }

    /** The bytes held. */
    long bytes() {
        results.cleanUp();
        return results.policy().eviction().orElseThrow().weightedSize().orElseThrow();
    }

    private static int bytes(ChunkExtraction extraction) {
        int bytes = ENTRY_BYTES
                + extraction.embedding().length * Float.BYTES
                + extraction.relations().size() * RELATION_BYTES;
        for (Mention mention : extraction.mentions()) {
            bytes += MENTION_BYTES + mention.text().length() * Character.BYTES;
        }
        return bytes;
    }
}
