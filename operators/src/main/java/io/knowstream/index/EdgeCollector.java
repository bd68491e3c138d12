package io.knowstream.index;

import java.io.IOException;
import java.util.Collection;
import java.util.function.Consumer;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.search.CollectorManager;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.SimpleCollector;

/** Reads relationships, and links, as {@linkplain Edge edges} from their columns, without loading the records. */
final class EdgeCollector extends SimpleCollector {

    private final Consumer<Edge> edges;
    private SortedDocValues ids;
    private SortedDocValues sources;
    private SortedDocValues targets;
    private NumericDocValues confidences;

    private EdgeCollector(Consumer<Edge> edges) {
        this.edges = edges;
    }

    /** For a searcher that works in the caller's thread. */
    static CollectorManager<EdgeCollector, Void> manager(Consumer<Edge> edges) {
        return new CollectorManager<>() {
            @Override
            public EdgeCollector newCollector() {
                return new EdgeCollector(edges);
            }

            @Override
            public Void reduce(Collection<EdgeCollector> collectors) {
                return null;
            }
        };
    }

    @Override
    protected void doSetNextReader(LeafReaderContext context) throws IOException {
        ids = DocValues.getSorted(context.reader(), Fields.ID);
        sources = DocValues.getSorted(context.reader(), Fields.SOURCE);
        targets = DocValues.getSorted(context.reader(), Fields.TARGET);
        confidences = DocValues.getNumeric(context.reader(), Fields.CONFIDENCE);
    }

    @Override
    public void collect(int doc) throws IOException {
        confidences.advanceExact(doc);
        edges.accept(
                new Edge(value(ids, doc), value(sources, doc), value(targets, doc), (int) confidences.longValue()));
    }

    private static String value(SortedDocValues values, int doc) throws IOException {
        values.advanceExact(doc);
        return values.lookupOrd(values.ordValue()).utf8ToString();
    }

    @Override
    public ScoreMode scoreMode() {
        return ScoreMode.COMPLETE_NO_SCORES;
    }
}
