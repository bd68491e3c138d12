package io.knowstream.resolution;

import io.knowstream.graph.Evidence;
import io.knowstream.graph.GraphChange;
import io.knowstream.graph.NamedEntity;
import io.knowstream.metrics.Metric;
import io.knowstream.metrics.MetricGroupSink;
import io.knowstream.metrics.Recorder;
import io.knowstream.metrics.Stage;
import io.knowstream.metrics.StageClock;
import io.knowstream.metrics.StageSampler;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
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
    static final String KEY = "key";

    /** So many places are shown as evidence. */
    private static final int MAX_EVIDENCE = 16;

    private final Class<C> contributionType;
    private final GraphChange.Kind kind;
    private final Metric upserted;
    private final Metric withdrawn;

    private transient Recorder recorder;
    private transient StageSampler sampler;
    private transient MapState<String, C> contributions;
    private transient ValueState<MergedKey> merged;
    private transient List<PageStore> indices;
    private transient PageStore evidence;

    MergeFunction(Class<C> contributionType, GraphChange.Kind kind, Metric upserted, Metric withdrawn) {
        this.contributionType = contributionType;
        this.kind = kind;
        this.upserted = upserted;
        this.withdrawn = withdrawn;
    }

    final Class<C> contributionType() {
        return contributionType;
    }

    @Override
    public void open(OpenContext context) throws Exception {
        recorder = MetricGroupSink.open(getRuntimeContext().getMetricGroup(), upserted, withdrawn);
        sampler = StageSampler.of(getRuntimeContext().getGlobalJobParameters(), recorder);
        contributions = getRuntimeContext()
                .getMapState(new MapStateDescriptor<>("contributions", String.class, contributionType));
        merged = getRuntimeContext().getState(new ValueStateDescriptor<>(KEY, MergedKey.class));
        indices = new ArrayList<>();
        evidence = pages("evidence");
    }

    /** One more ordered index of each key, whose pages below the root are in a state of this name. */
    final PageStore pages(String name) {
        PageStore index = new PageStore(
                getRuntimeContext().getMapState(new MapStateDescriptor<>(name, Integer.class, OrderedPage.class)));
        indices.add(index);
        return index;
    }

    @Override
    public void processElement(C contribution, Context context, Collector<GraphChange> out) throws Exception {
        try (StageClock.Span ignored = sampler.of(contribution.documentId()).begin(Stage.RESOLUTION)) {
            merge(contribution, context, out);
        }
    }

    private void merge(C contribution, Context context, Collector<GraphChange> out) throws Exception {
        C previous = contributions.get(contribution.documentId());
        if (contribution.withdrawn() && previous == null) {
            return;
        }
        MergedKey held = read();
        Totals totals = held == null ? Totals.NONE : held.totals();
        // Another model may call the same predicate otherwise: the last name is what the documents agree on in the end.
        List<String> subject = contribution.withdrawn() ? held.subject() : subject(contribution);
        NamedEntity namesBefore = held == null ? null : names(context.getCurrentKey(), held.subject());
        if (previous != null) {
            totals = totals.minus(previous);
            remove(previous, subject);
        }
        if (!contribution.withdrawn()) {
            totals = totals.plus(contribution);
            add(contribution, subject);
        }
        totals = totals.next();
        NamedEntity names = totals.documents() == 0 ? null : names(context.getCurrentKey(), subject);
        BlockMember.changes(namesBefore, names, member -> context.output(ClusterFunction.NAMES, member));
        if (totals.documents() == 0) {
            recorder.count(withdrawn);
            out.collect(GraphChange.delete(kind, context.getCurrentKey(), totals.revision()));
        } else {
            recorder.count(upserted);
            out.collect(merged(context.getCurrentKey(), totals, subject));
        }
        write(totals, subject);
    }

    /** What was last sent of the current key, which must have state. */
    final GraphChange held(String key) throws Exception {
        MergedKey held = read();
        GraphChange change = merged(key, held.totals(), held.subject());
        roots();
        return change;
    }

    /** Tells the names of the current key, which must have state. */
    final void tellNames(String key, Consumer<BlockMember> out) throws Exception {
        MergedKey held = read();
        BlockMember.changes(null, names(key, held.subject()), out);
        roots();
    }

    /** Whether keys have names. */
    boolean tellsNames() {
        return false;
    }

    /** The names of a key by which it is compared with others; null where it has none. */
    NamedEntity names(String key, List<String> subject) throws Exception {
        return null;
    }

    /** Takes over what an earlier version held of the current key. */
    final void takeOver(EarlierMergeStore<C> earlier) throws Exception {
        for (PageStore index : indices) {
            index.openEarlier();
        }
        takeIndices(earlier);
        write(earlier.totals(), subject(earlier.subject()));
    }

    /** Called with all indices open; fills those that the earlier version did not have. */
    void takeIndices(EarlierMergeStore<C> earlier) throws Exception {
        // It has had the evidence.
    }

    private MergedKey read() throws Exception {
        MergedKey held = merged.value();
        for (int i = 0; i < indices.size(); i++) {
            indices.get(i).open(held == null ? OrderedPage.EMPTY : held.roots().get(i));
        }
        return held;
    }

    private void write(Totals totals, List<String> subject) throws Exception {
        List<OrderedPage> roots = roots();
        if (totals.documents() == 0) {
            merged.clear();
        } else {
            merged.update(new MergedKey(totals, subject, roots));
        }
    }

    private List<OrderedPage> roots() throws Exception {
        List<OrderedPage> roots = new ArrayList<>(indices.size());
        for (PageStore index : indices) {
            roots.add(index.close());
        }
        return roots;
    }

    /** What the key of a contribution stands for, without what is the document's own. */
    abstract List<String> subject(C contribution);

    /** What the key is now. */
    abstract GraphChange merged(String key, Totals totals, List<String> subject) throws Exception;

    /** Called with each contribution that is added. */
    void add(C contribution, List<String> subject) throws Exception {
        contributions.put(contribution.documentId(), contribution);
        for (Evidence place : contribution.evidence()) {
            evidence.keys.add(SortKeys.of(place));
        }
    }

    /** Called with each contribution that is replaced or withdrawn. */
    void remove(C contribution, List<String> subject) throws Exception {
        contributions.remove(contribution.documentId());
        for (Evidence place : contribution.evidence()) {
            evidence.keys.remove(SortKeys.of(place));
        }
    }

    /** The strongest places in {@link Evidence#ORDER}; of equally strong ones those that come first in their documents. */
    final List<Evidence> strongest() throws Exception {
        return evidence.keys.from("", MAX_EVIDENCE).stream()
                .map(SortKeys::evidence)
                .sorted(Evidence.ORDER)
                .toList();
    }
}
