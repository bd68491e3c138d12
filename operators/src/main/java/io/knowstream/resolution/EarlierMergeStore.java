package io.knowstream.resolution;

import java.util.Iterator;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.VoidNamespace;

/**
 * The state of a {@link MergeFunction} before there was {@link MergedKey}: totals, what the key stands for, roots and votes
 * for names, each in a state of its own.
 *
 * @param <C> the contributions
 */
final class EarlierMergeStore<C extends Contribution> {

    private static final String TOTALS = "totals";

    private final ValueState<Totals> totals;
    private final ValueState<C> subject;
    private final RuntimeContext runtime;
    private MapState<String, Long> votes;

    private EarlierMergeStore(RuntimeContext runtime, Class<C> contributionType) {
        this.runtime = runtime;
        totals = runtime.getState(new ValueStateDescriptor<>(TOTALS, Totals.class));
        subject = runtime.getState(new ValueStateDescriptor<>("subject", contributionType));
    }

    /** Brings restored keys into the form of now; how many. Where there are none, nothing of it is registered. */
    static <C extends Contribution> long convert(KeyedStateBackend<String> backend, MergeFunction<C> merge)
            throws Exception {
        long converted = 0;
        try (Stream<String> keys = backend.getKeys(TOTALS, VoidNamespace.INSTANCE)) {
            EarlierMergeStore<C> earlier = null;
            for (Iterator<String> each = keys.iterator(); each.hasNext(); converted++) {
                backend.setCurrentKey(each.next());
                if (earlier == null) {
                    earlier = new EarlierMergeStore<>(merge.getRuntimeContext(), merge.contributionType());
                }
                merge.takeOver(earlier);
                earlier.totals.clear();
                earlier.subject.clear();
            }
        }
        return converted;
    }

    Totals totals() throws Exception {
        return totals.value();
    }

    /** A contribution that says what the current key stands for. */
    C subject() throws Exception {
        return subject.value();
    }

    /** Takes the votes for names of the current key out of state. */
    void takeVotes(OrderedPages names) throws Exception {
        if (votes == null) {
            votes = runtime.getMapState(new MapStateDescriptor<>("names", String.class, Long.class));
        }
        for (Map.Entry<String, Long> vote : votes.entries()) {
            names.add(SortKeys.byName(new NameVotes(vote.getKey(), vote.getValue())));
        }
        votes.clear();
    }
}
