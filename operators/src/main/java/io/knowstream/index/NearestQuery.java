package io.knowstream.index;

import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.TopKnnCollector;
import org.apache.lucene.search.knn.KnnCollectorManager;

/**
 * Finds the nearest vectors of each segment by itself. Lucene's own query lets segments that are searched at the same time
 * tell each other how near the nearest are, so that what is found depends on which thread was first.
 */
final class NearestQuery extends KnnFloatVectorQuery {

    NearestQuery(float[] vector, int k) {
        super(Fields.EMBEDDING, vector, k);
    }

    @Override
    protected KnnCollectorManager getKnnCollectorManager(int most, IndexSearcher searcher) {
        return (visits, segment) -> new TopKnnCollector(most, visits);
    }
}
