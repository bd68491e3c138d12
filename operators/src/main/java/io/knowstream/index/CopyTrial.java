package io.knowstream.index;

import io.knowstream.graph.GraphChange.Kind;
import io.knowstream.index.Adaptation.Step;
import java.io.Closeable;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.util.IOUtils;

/** Tries copies of indices in place of the published ones. Used by one thread at a time. */
final class CopyTrial {

    /** The least recall of the ten nearest vectors. */
    static final double LEAST_RECALL = 0.95;

    /** Exact search compares each query with all vectors. */
    private static final int RECALL_QUERIES = 32;

    private static final Sort BY_ENDS = new Sort(
            new SortField(Fields.SOURCE, SortField.Type.STRING), new SortField(Fields.TARGET, SortField.Type.STRING));

    private final String name;
    private final List<Kind> kinds;
    private final Sort sort;
    private final ShownSnapshot shown;
    private final IndexCopy.Place place;
    private final Replay replay;
    /** The files that a copy did not help of; making it again would take long and say the same. */
    private List<List<List<StoredFile>>> undone;

    private CopyTrial(
            String name, List<Kind> kinds, Sort sort, ShownSnapshot shown, IndexCopy.Place place, Replay replay) {
        this.name = name;
        this.kinds = kinds;
        this.sort = sort;
        this.shown = shown;
        this.place = place;
        this.replay = replay;
    }

    /** Chunks in one segment with an HNSW graph of quantised vectors. */
    static CopyTrial semantic(ShownSnapshot shown, IndexCopy.Place place, Replay replay) {
        return new CopyTrial(
                "chunks in one segment with an HNSW graph", List.of(Kind.CHUNK), null, shown, place, replay);
    }

    /** Relationships and links in one segment each, sorted by their ends, so that those of an entity lie together. */
    static CopyTrial traversal(ShownSnapshot shown, IndexCopy.Place place, Replay replay) {
        return new CopyTrial(
                "relationships in one segment sorted by their ends",
                List.of(Kind.RELATIONSHIP, Kind.LINK),
                BY_ENDS,
                shown,
                place,
                replay);
    }

    String name() {
        return name;
    }

    /** Copies what is not copied yet, and keeps it where that helps. */
    Step step(IndexSnapshot held, List<GraphQuery<?>> queries) throws IOException {
        List<float[]> vectors = vectors(queries);
        List<Kind> wanted = kinds.stream()
                .filter(kind -> !held.copied(kind) && held.reader(kind).numDocs() > 0)
                .toList();
        if (wanted.isEmpty()) {
            boolean copied = kinds.stream().anyMatch(held::copied);
            return Step.notMeasured(name, copied, copied ? "in use already" : "the index is empty");
        }
        if (wanted.contains(Kind.CHUNK)) {
            if (vectors.isEmpty()) {
                return Step.notMeasured(name, false, "no query had a vector");
            }
            List<LeafReaderContext> segments = held.reader(Kind.CHUNK).leaves();
            if (segments.size() == 1
                    && SizedVectorsFormat.hasGraph(segments.get(0).reader())) {
                return Step.notMeasured(name, false, "the published index is that already");
            }
        }
        List<List<List<StoredFile>>> files =
                kinds.stream().map(held.manifest()::files).toList();
        if (files.equals(undone)) {
            return Step.notMeasured(name, false, "it did not help of the same files before");
        }
        Map<Kind, IndexCopy> copies = new EnumMap<>(Kind.class);
        try {
            for (Kind kind : wanted) {
                copies.put(kind, IndexCopy.of(held.reader(kind), sort, place));
            }
            return measure(held, copies, queries, vectors, files);
        } finally {
            IOUtils.close(copies.values().stream()
                    .map(copy -> (Closeable) copy::release)
                    .toList());
        }
    }

    private Step measure(
            IndexSnapshot held,
            Map<Kind, IndexCopy> copies,
            List<GraphQuery<?>> queries,
            List<float[]> vectors,
            List<List<List<StoredFile>>> files)
            throws IOException {
        IndexSnapshot copied = held.adapted(copies, held.cache());
        try {
            Replay.Timing timing = replay.time(queries, () -> held.adapted(Map.of(), held.cache()), () -> {
                copied.acquire();
                return copied;
            });
            double recall = copies.containsKey(Kind.CHUNK)
                    ? ExactNearest.of(held.reader(Kind.CHUNK), vectors).recall(copied)
                    : Double.NaN;
            boolean kept = Adapter.faster(timing) && !(recall < LEAST_RECALL);
            String reason = Adapter.speed(timing);
            if (!kept) {
                undone = files;
                if (recall < LEAST_RECALL) {
                    reason +=
                            String.format(Locale.ROOT, "; recall is %.3f, and %.2f is the least", recall, LEAST_RECALL);
                }
            } else if (!shown.change(
                    now -> now.sameFiles(held, copies.keySet()) ? now.adapted(copies, now.cache()) : now)) {
                kept = false;
                reason += "; but the index has other files by now";
            }
            return new Step(
                    name,
                    timing.queries(),
                    timing.beforeMicros(),
                    timing.afterMicros(),
                    recall,
                    copies.values().stream().mapToLong(IndexCopy::bytes).sum(),
                    kept,
                    reason);
        } finally {
            copied.release();
        }
    }

    /** The vectors of the latest queries that have one. */
    private static List<float[]> vectors(List<GraphQuery<?>> queries) {
        List<float[]> vectors = queries.stream()
                .map(query -> query instanceof GraphQuery.Semantic asked ? asked.vector() : null)
                .filter(Objects::nonNull)
                .toList();
        return vectors.subList(Math.max(0, vectors.size() - RECALL_QUERIES), vectors.size());
    }
}
