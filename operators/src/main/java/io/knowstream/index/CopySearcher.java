package io.knowstream.index;

import java.io.IOException;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.CollectionStatistics;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.TermStatistics;

/**
 * Searches a copy and scores as the published index does: deleted documents, which a copy has not, count in the statistics
 * that BM25 goes by until they are merged away.
 */
final class CopySearcher extends IndexSearcher {

    private final IndexSearcher published;

    CopySearcher(IndexCopy copy, IndexSearcher published) {
        super(copy.reader());
        this.published = published;
    }

    @Override
    public TermStatistics termStatistics(Term term, int docFreq, long totalTermFreq) throws IOException {
        return new TermStatistics(
                term.bytes(),
                published.getIndexReader().docFreq(term),
                published.getIndexReader().totalTermFreq(term));
    }

    @Override
    public CollectionStatistics collectionStatistics(String field) throws IOException {
        return published.collectionStatistics(field);
    }
}
