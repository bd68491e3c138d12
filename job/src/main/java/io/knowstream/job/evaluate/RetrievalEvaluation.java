package io.knowstream.job.evaluate;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * How often a sentence finds the document that it was taken from: recall@10, the share of sentences whose document is among
 * the ten best. A document is as good as the best of its chunks.
 *
 * @param sources all together first
 */
public record RetrievalEvaluation(List<Source> sources) {

    /** How many documents are looked at. */
    public static final int BEST = 10;

    private static final String ALL = "all";
    private static final int COUNTS = Way.values().length + 1;

    /** How one searches. */
    public enum Way {
        /** The nearest vectors alone. */
        EMBEDDING,
        /** The words alone, by BM25. */
        BM25,
        /** Both, as {@code query semantic} does. */
        FUSED
    }

    /**
     * Documents of one origin.
     *
     * @param name of it
     * @param queries how many sentences
     * @param recall at ten, in [0, 1]
     */
    public record Source(String name, long queries, Map<Way, Estimate> recall) {}

    /** Searches an index of the documents. */
    public interface Search {
        /** The numbers of documents by their best chunk, each once, the best first; at least ten where there are as many. */
        List<Integer> find(String sentence, Way way) throws IOException;
    }

    /** Asks for every sentence in every way. */
    public static RetrievalEvaluation of(RetrievalPool pool, Search search, Bootstrap bootstrap) throws IOException {
        List<String> names = new ArrayList<>();
        names.add(ALL);
        Set<String> sources = new TreeSet<>();
        pool.documents().forEach(document -> sources.add(RetrievalPool.source(document)));
        names.addAll(sources);
        List<double[]> counted = new ArrayList<>();
        for (RetrievalPool.Query query : pool.queries()) {
            String source = RetrievalPool.source(pool.documents().get(query.document()));
            double[] of = new double[names.size() * COUNTS];
            for (int at : new int[] {0, names.indexOf(source) * COUNTS}) {
                of[at]++;
            }
            for (Way way : Way.values()) {
                List<Integer> found = search.find(query.text(), way);
                if (found.subList(0, Math.min(BEST, found.size())).contains(query.document())) {
                    of[1 + way.ordinal()]++;
                    of[names.indexOf(source) * COUNTS + 1 + way.ordinal()]++;
                }
            }
            counted.add(of);
        }
        Bootstrap.Samples samples = bootstrap.of(counted);
        List<Source> all = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            int at = i * COUNTS;
            Map<Way, Estimate> recall = new EnumMap<>(Way.class);
            for (Way way : Way.values()) {
                recall.put(way, samples.estimate(sums -> sums[at + 1 + way.ordinal()] / sums[at]));
            }
            all.add(new Source(names.get(i), counted.isEmpty() ? 0 : (long) samples.all()[at], recall));
        }
        return new RetrievalEvaluation(all);
    }
}
