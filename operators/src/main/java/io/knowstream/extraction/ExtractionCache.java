package io.knowstream.extraction;

import io.knowstream.graph.ChunkExtraction;
import io.knowstream.graph.Mention;
import io.knowstream.inference.cache.ResultCache;
import io.knowstream.inference.cache.SharedCache;
import io.knowstream.inference.pool.Lease;
import io.knowstream.inference.pool.PoolConfig;

/** What chunks gave, by chunk fingerprint, which covers all that it depends on; shared by the slots of a task manager. */
final class ExtractionCache {

    /** Records, list headers and the array's header on a 64-bit JVM, rounded up. */
    private static final int RESULT_BYTES = 150;
    /** A mention's record, list slot and string header; its type is shared. */
    private static final int MENTION_BYTES = 100;
    /** A relation's record, evidence and list slot; its strings are shared. */
    private static final int RELATION_BYTES = 80;

    private static final SharedCache<ChunkExtraction> SHARED = new SharedCache<>(ExtractionCache::ofBytes);

    private ExtractionCache() {}

    /** Borrows this process's cache of this size beside a pool; it is emptied with its last lease. */
    static Lease<ResultCache<ChunkExtraction>> shared(long maxBytes, PoolConfig pool) {
        return SHARED.lease(maxBytes, pool);
    }

    private static ResultCache<ChunkExtraction> ofBytes(long maxBytes) {
        return new ResultCache<>(maxBytes, ExtractionCache::bytes, System::nanoTime);
    }

    /** The bytes that a result takes in memory, rounded up. */
    static long bytes(ChunkExtraction extraction) {
        long bytes = RESULT_BYTES
                + (long) extraction.embedding().length * Float.BYTES
                + (long) extraction.relations().size() * RELATION_BYTES;
        for (Mention mention : extraction.mentions()) {
            bytes += MENTION_BYTES + (long) mention.text().length() * Character.BYTES;
        }
        return bytes;
    }
}
