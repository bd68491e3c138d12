package io.knowstream.resolution;

import io.knowstream.graph.Evidence;
import io.knowstream.graph.GraphChange;
import io.knowstream.graph.Ids;
import io.knowstream.metrics.Metric;
import io.knowstream.metrics.MetricGroupSink;
import io.knowstream.metrics.Recorder;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Merges what documents say of one key: per-document contributions beside running aggregates, so that a change costs the
 * same however many documents contribute.
 *
 * <p>The strongest evidence is read from the front of an ordered map: the keys of {@code evidence} sort by {@link
 * Evidence#confidence()}, document and place, and RocksDB, which the job requires, iterates a map state in the order of
 * its serialized keys. State leaves with the last contributing document.
 *
 * @param <C> the contributions
 */
abstract class MergeFunction<C extends Contribution> extends KeyedProcessFunction<String, C, GraphChange> {

    /** So many places are shown as evidence. */
    private static final int MAX_EVIDENCE = 16;

    private final Class<C> contributionType;
    private final GraphChange.Kind kind;
    private final Metric upserted;
    private final Metric withdrawn;

    private transient Recorder recorder;
    private transient ValueState<Totals> totals;
    private transient MapState<String, C> contributions;
    private transient MapState<String, Evidence> evidence;

    MergeFunction(Class<C> contributionType, GraphChange.Kind kind, Metric upserted, Metric withdrawn) {
        this.contributionType = contributionType;
        this.kind = kind;
        this.upserted = upserted;
        this.withdrawn = withdrawn;
    }

    @Override
    public void open(OpenContext context) throws Exception {
        recorder = new MetricGroupSink(getRuntimeContext().getMetricGroup(), upserted, withdrawn);
        totals = getRuntimeContext().getState(new ValueStateDescriptor<>("totals", Totals.class));
        contributions = getRuntimeContext()
                .getMapState(new MapStateDescriptor<>("contributions", String.class, contributionType));
        evidence = getRuntimeContext().getMapState(new MapStateDescriptor<>("evidence", String.class, Evidence.class));
    }

    @Override
    public void processElement(C contribution, Context context, Collector<GraphChange> out) throws Exception {
        C previous = contributions.get(contribution.documentId());
        if (contribution.withdrawn() && previous == null) {
            return;
        }
        Totals now = totals.value() == null ? Totals.NONE : totals.value();
        if (previous != null) {
            now = now.minus(previous);
            remove(previous);
        }
        if (!contribution.withdrawn()) {
            now = now.plus(contribution);
            add(contribution);
        }
        now = now.next();
        if (now.documents() == 0) {
            clear();
            recorder.count(withdrawn);
            out.collect(GraphChange.delete(kind, context.getCurrentKey(), now.revision()));
        } else {
            totals.update(now);
            recorder.count(upserted);
            // RocksDB reads many entries for the first of an iteration: only where there is none at hand.
            C any = contribution.withdrawn() ? contributions.values().iterator().next() : contribution;
            out.collect(merged(context.getCurrentKey(), now, any));
        }
    }

    /** What the key is now; {@code any} is one of its contributions, which agree on what the key stands for. */
    abstract GraphChange merged(String key, Totals totals, C any) throws Exception;

    /** Called with each contribution that is added. */
    void add(C contribution) throws Exception {
        contributions.put(contribution.documentId(), contribution);
        for (Evidence place : contribution.evidence()) {
            evidence.put(order(place), place);
        }
    }

    /** Called with each contribution that is replaced or withdrawn. */
    void remove(C contribution) throws Exception {
        contributions.remove(contribution.documentId());
        for (Evidence place : contribution.evidence()) {
            evidence.remove(order(place));
        }
    }

    /** Called when the last document is gone. */
    void clear() {
        totals.clear();
        contributions.clear();
        evidence.clear();
    }

    /** The strongest places in {@link Evidence#ORDER}; of equally strong ones those of the lowest document hashes. */
    final List<Evidence> strongest() throws Exception {
        List<Evidence> strongest = new ArrayList<>(MAX_EVIDENCE);
        Iterator<Evidence> places = evidence.values().iterator();
        while (places.hasNext() && strongest.size() < MAX_EVIDENCE) {
            strongest.add(places.next());
        }
        strongest.sort(Evidence.ORDER);
        return strongest;
    }

    /** Fixed length and ASCII, so that the order of strings is the order of their serialized form. */
    private static String order(Evidence place) {
        return hex(Integer.MAX_VALUE - place.confidence())
                + Ids.hash(place.documentId())
                + hex(place.start())
                + hex(place.end());
    }

    private static String hex(int value) {
        StringBuilder digits = new StringBuilder(Integer.BYTES * 2);
        for (int shift = Integer.SIZE - 4; shift >= 0; shift -= 4) {
            digits.append(Character.forDigit(value >>> shift & 0xF, 16));
        }
        return digits.toString();
    }
}
