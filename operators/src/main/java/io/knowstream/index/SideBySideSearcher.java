package io.knowstream.index;

import java.util.List;
import java.util.concurrent.ForkJoinPool;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.IndexSearcher;

/**
 * Searches segments side by side on the processors there are, each by itself: for queries that cost milliseconds in each
 * of them. For others the change of threads costs more than it saves.
 */
final class SideBySideSearcher extends IndexSearcher {

    private SideBySideSearcher(IndexSearcher searcher) {
        // Its threads are nobody's to end, and the caller works with them: a full pool delays and never blocks.
        super(searcher.getIndexReader(), ForkJoinPool.commonPool());
        setQueryCache(searcher.getQueryCache());
        setQueryCachingPolicy(searcher.getQueryCachingPolicy());
    }

    /** Searches what another one does. */
    static IndexSearcher of(IndexSearcher searcher) {
        return searcher.getLeafContexts().size() > 1 ? new SideBySideSearcher(searcher) : searcher;
    }

    @Override
    protected LeafSlice[] slices(List<LeafReaderContext> leaves) {
        return slices(leaves, Integer.MAX_VALUE, 1);
    }
}
