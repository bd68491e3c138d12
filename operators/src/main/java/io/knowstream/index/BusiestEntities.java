package io.knowstream.index;

import io.knowstream.graph.GraphChange.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.BytesRefHash;

/**
 * The entities of most relationships and documents, from one pass over the columns of both indices. It needs some forty
 * bytes for each entity that has a relationship.
 */
final class BusiestEntities {

    private record Busy(int doc, String id, int relationships, long sum) {

        static final Comparator<Busy> MOST =
                Comparator.comparingLong(Busy::sum).reversed().thenComparing(Busy::id);
    }

    private final IndexSnapshot snapshot;
    private final BytesRefHash entities = new BytesRefHash();
    private int[] relationships = new int[1024];

    BusiestEntities(IndexSnapshot snapshot) {
        this.snapshot = snapshot;
    }

    List<BusyEntity> find(int limit) throws IOException {
        count();
        PriorityQueue<Busy> most = new PriorityQueue<>(Busy.MOST.reversed());
        for (LeafReaderContext leaf : snapshot.reader(Kind.ENTITY).leaves()) {
            SortedDocValues ids = DocValues.getSorted(leaf.reader(), Fields.ID);
            NumericDocValues documents = DocValues.getNumeric(leaf.reader(), Fields.DOCUMENTS);
            Bits live = leaf.reader().getLiveDocs();
            for (int doc = 0; doc < leaf.reader().maxDoc(); doc++) {
                if (live == null || live.get(doc)) {
                    ids.advanceExact(doc);
                    documents.advanceExact(doc);
                    BytesRef id = ids.lookupOrd(ids.ordValue());
                    int known = entities.find(id);
                    int count = known < 0 ? 0 : relationships[known];
                    most.add(new Busy(leaf.docBase + doc, id.utf8ToString(), count, count + documents.longValue()));
                    if (most.size() > limit) {
                        most.remove();
                    }
                }
            }
        }
        List<BusyEntity> found = new ArrayList<>();
        for (Busy busy : most.stream().sorted(Busy.MOST).toList()) {
            found.add(new BusyEntity(snapshot.record(Kind.ENTITY, busy.doc, Fields.ENTITIES), busy.relationships));
        }
        return found;
    }

    private void count() throws IOException {
        for (LeafReaderContext leaf : snapshot.reader(Kind.RELATIONSHIP).leaves()) {
            SortedDocValues sources = DocValues.getSorted(leaf.reader(), Fields.SOURCE);
            SortedDocValues targets = DocValues.getSorted(leaf.reader(), Fields.TARGET);
            Bits live = leaf.reader().getLiveDocs();
            for (int doc = 0; doc < leaf.reader().maxDoc(); doc++) {
                if (live == null || live.get(doc)) {
                    sources.advanceExact(doc);
                    targets.advanceExact(doc);
                    BytesRef source = BytesRef.deepCopyOf(sources.lookupOrd(sources.ordValue()));
                    BytesRef target = targets.lookupOrd(targets.ordValue());
                    add(source);
                    if (!source.equals(target)) {
                        add(target);
                    }
                }
            }
        }
    }

    private void add(BytesRef entity) {
        int added = entities.add(entity);
        int at = added < 0 ? -added - 1 : added;
        if (at >= relationships.length) {
            relationships = Arrays.copyOf(relationships, relationships.length * 2);
        }
        relationships[at]++;
    }
}
