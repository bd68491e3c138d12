package io.knowstream.chunking;

import io.knowstream.graph.Document;
import io.knowstream.graph.GlobalContext;
import io.knowstream.graph.Ids;
import io.knowstream.graph.Span;
import io.knowstream.inference.cache.ResultCache;
import io.knowstream.inference.cache.SharedCache;
import io.knowstream.inference.pool.Lease;
import io.knowstream.inference.pool.PoolConfig;
import java.util.List;

/**
 * Contexts and chunk boundaries, by content, title and the fingerprint of chunking: all that they depend on. Shared by the
 * slots of a task manager.
 */
final class PreparationCache {

    /** Records, list headers and string headers on a 64-bit JVM, rounded up. */
    private static final int RESULT_BYTES = 200;
    /** A span and its slot in the list. */
    private static final int SPAN_BYTES = 28;
    /** A term's string header and its slot in the list. */
    private static final int TERM_BYTES = 60;

    private static final SharedCache<Prepared> SHARED = new SharedCache<>(PreparationCache::ofBytes);

    private PreparationCache() {}

    /**
     * What is kept.
     *
     * @param context of the document
     * @param spans the chunks' places in text order
     */
    record Prepared(GlobalContext context, List<Span> spans) {}

    /** Borrows this process's cache of this size beside a pool; it is emptied with its last lease. */
    static Lease<ResultCache<Prepared>> shared(long maxBytes, PoolConfig pool) {
        return SHARED.lease(maxBytes, pool);
    }

    static ResultCache<Prepared> ofBytes(long maxBytes) {
        return new ResultCache<>(maxBytes, PreparationCache::bytes, System::nanoTime);
    }

    /** @param fingerprint {@link ChunkingConfig#fingerprint} */
    static String key(Document document, String fingerprint) {
        return Ids.hash("preparation", document.content(), document.title(), fingerprint);
    }

    private static long bytes(Prepared prepared) {
        GlobalContext context = prepared.context();
        long bytes = RESULT_BYTES + (long) prepared.spans().size() * SPAN_BYTES;
        bytes += Character.BYTES
                * (long) (context.lead().length()
                        + (context.title() == null ? 0 : context.title().length()));
        for (String term : context.keyTerms()) {
            bytes += TERM_BYTES + (long) term.length() * Character.BYTES;
        }
        return bytes;
    }
}
