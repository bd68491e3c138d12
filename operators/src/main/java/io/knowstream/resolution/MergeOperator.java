package io.knowstream.resolution;

import io.knowstream.clusters.NameLinker;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Runs a {@link MergeFunction} and, where the index is rebuilt, sends what each key is once more. It also tells the names of
 * entities to those who link them, where the state is of a version that linked none or by other rules.
 *
 * @param <C> the contributions
 */
final class MergeOperator<C extends Contribution> extends SendAgainOperator<C> {

    private static final long serialVersionUID = 1;

    /** Name of the state of the rules under which names were told last. */
    static final String NAMES = "names";

    /** Names are told anew under other rules. */
    static final String TOLD = Integer.toString(NameLinker.RULES);

    private final MergeFunction<C> merge;
    private final String rebuildToken;

    private transient SendAgainStore rebuild;
    private transient SendAgainStore names;

    MergeOperator(MergeFunction<C> merge, String rebuildToken) {
        super(merge);
        this.merge = merge;
        this.rebuildToken = rebuildToken;
    }

    @Override
    void openStores(Opening opening) throws Exception {
        rebuild = opening.open(SendAgainStore.REBUILD, rebuildToken);
        names = opening.open(NAMES, merge.tellsNames() ? TOLD : null);
    }

    @Override
    public void open() throws Exception {
        super.open();
        long converted = EarlierMergeStore.convert(this.<String>getKeyedStateBackend(), merge);
        if (converted > 0) {
            LOG.info("{} has brought {} keys of an earlier version into the form of now", getOperatorName(), converted);
        }
    }

    @Override
    void sendAgainIfDue() throws Exception {
        if (names.due()) {
            long told = names.send(getKeyedStateBackend(), MergeFunction.KEY, key -> {
                merge.tellNames(key, member -> output.collect(ClusterFunction.NAMES, new StreamRecord<>(member)));
                return true;
            });
            LOG.info(
                    "{} has told the names of {} entities, as they were not told under these rules",
                    getOperatorName(),
                    told);
        }
        if (rebuild.due()) {
            long sent = rebuild.send(getKeyedStateBackend(), MergeFunction.KEY, key -> {
                output.collect(new StreamRecord<>(merge.held(key)));
                return true;
            });
            LOG.info("{} has sent {} keys to the index that is rebuilt", getOperatorName(), sent);
        }
    }
}
