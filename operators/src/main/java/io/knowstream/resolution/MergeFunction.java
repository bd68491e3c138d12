package io.knowstream.resolution;

import io.knowstream.graph.Evidence;
import io.knowstream.graph.GraphChange;
import io.knowstream.metrics.Metric;
import io.knowstream.metrics.MetricGroupSink;
import io.knowstream.metrics.Recorder;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Merges what documents say of one key: per-document contributions beside running aggregates and an ordered index, so
 * that a change costs the logarithm of how many documents contribute.
 *
 * <p>State is read and written by its keys alone and never iterated: an iterator of RocksDB walks over all that was removed
 * from the key, and from the keys behind it, since the last compaction. State leaves with the last contributing document.
 *
 * @param <C> the contributions
 */
abstract class MergeFunction<C extends Contribution> extends KeyedProcessFunction<String, C, GraphChange> {

    /** The state that every key has. */
    static final String TOTALS = "totals";

    /** So many places are shown as evidence. */
    private static final int MAX_EVIDENCE = 16;

    private final Class<C> contributionType;
    private final GraphChange.Kind kind;
    private final Metric upserted;
    private final Metric withdrawn;

    private transient Recorder recorder;
    private transient ValueState<Totals> totals;
    private transient MapState<String, C> contributions;
    /** What the key stands for: written with each contribution, read where there is none at hand. */
    private transient ValueState<C> subject;

    private transient PagesInState evidence;

    MergeFunction(Class<C> contributionType, GraphChange.Kind kind, Metric upserted, Metric withdrawn) {
        this.contributionType = contributionType;
        this.kind = kind;
        this.upserted = upserted;
        this.withdrawn = withdrawn;
    }

    @Override
    public void open(OpenContext context) throws Exception {
        recorder = new MetricGroupSink(getRuntimeContext().getMetricGroup(), upserted, withdrawn);
        totals = getRuntimeContext().getState(new ValueStateDescriptor<>(TOTALS, Totals.class));
        contributions = getRuntimeContext()
                .getMapState(new MapStateDescriptor<>("contributions", String.class, contributionType));
        subject = getRuntimeContext().getState(new ValueStateDescriptor<>("subject", contributionType));
        evidence = pages("evidence");
    }

    /** An ordered index in a state of this name. */
    final PagesInState pages(String name) {
        return new PagesInState(
                getRuntimeContext().getMapState(new MapStateDescriptor<>(name, Integer.class, OrderedPage.class)));
    }

    @Override
    public void processElement(C contribution, Context context, Collector<GraphChange> out) throws Exception {
        C previous = contributions.get(contribution.documentId());
        if (contribution.withdrawn() && previous == null) {
            return;
        }
        Totals held = totals.value();
        Totals now = held == null ? Totals.NONE : held;
        C any = contribution.withdrawn() ? subject.value() : contribution;
        if (!contribution.withdrawn()) {
            // Another model may call the same predicate otherwise: the last name is what the documents agree on in the
            // end.
            subject.update(subject(contribution));
        }
        if (previous != null) {
            now = now.minus(previous);
            remove(previous, any);
        }
        if (!contribution.withdrawn()) {
            now = now.plus(contribution);
            add(contribution);
        }
        now = now.next();
        if (now.documents() == 0) {
            totals.clear();
            subject.clear();
            recorder.count(withdrawn);
            out.collect(GraphChange.delete(kind, context.getCurrentKey(), now.revision()));
        } else {
            totals.update(now);
            recorder.count(upserted);
            out.collect(merged(context.getCurrentKey(), now, any));
        }
        flush();
    }

    /** What was last sent of the current key, which must have state. */
    final GraphChange held(String key) throws Exception {
        GraphChange held = merged(key, totals.value(), subject.value());
        flush();
        return held;
    }

    /** A contribution less what is the document's own. */
    abstract C subject(C contribution);

    /** What the key is now; {@code any} is one of its contributions, which agree on what the key stands for. */
    abstract GraphChange merged(String key, Totals totals, C any) throws Exception;

    /** Called with each contribution that is added. */
    void add(C contribution) throws Exception {
        contributions.put(contribution.documentId(), contribution);
        for (Evidence place : contribution.evidence()) {
            evidence.keys.add(SortKeys.of(place));
        }
    }

    /** Called with each contribution that is replaced or withdrawn; {@code any} as in {@link #merged}. */
    void remove(C contribution, C any) throws Exception {
        contributions.remove(contribution.documentId());
        for (Evidence place : contribution.evidence()) {
            evidence.keys.remove(SortKeys.of(place));
        }
    }

    /** Called at the end of each change. */
    void flush() throws Exception {
        evidence.flush();
    }

    /** The strongest places in {@link Evidence#ORDER}; of equally strong ones those that come first in their documents. */
    final List<Evidence> strongest() throws Exception {
        return evidence.keys.from("", MAX_EVIDENCE).stream()
                .map(SortKeys::evidence)
                .sorted(Evidence.ORDER)
                .toList();
    }

    /** An ordered index in keyed state; pages are written once a change, however often they change in it. */
    static final class PagesInState implements OrderedPages.Store {

        final OrderedPages keys = new OrderedPages(this);

        private final MapState<Integer, OrderedPage> state;
        /** Pages as they are now, null where there is none. */
        private final Map<Integer, OrderedPage> pages = new HashMap<>();

        private final Set<Integer> changed = new HashSet<>();

        private PagesInState(MapState<Integer, OrderedPage> state) {
            this.state = state;
        }

        @Override
        public OrderedPage get(int number) throws Exception {
            if (!pages.containsKey(number)) {
                pages.put(number, state.get(number));
            }
            return pages.get(number);
        }

        @Override
        public void put(int number, OrderedPage page) {
            pages.put(number, page);
            changed.add(number);
        }

        @Override
        public void remove(int number) {
            put(number, null);
        }

        /** Writes what changed; to be called before the next key's turn. */
        void flush() throws Exception {
            for (int number : changed) {
                OrderedPage page = pages.get(number);
                if (page == null) {
                    state.remove(number);
                } else {
                    state.put(number, page);
                }
            }
            changed.clear();
            pages.clear();
        }
    }
}
