package io.knowstream.job.cli;

import java.util.Collection;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource.NumberSequenceSplit;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * Elements that are made from their numbers, from zero: a subclass says how. The numbers are cut into as many equal parts as
 * there are readers, and how far each reader has come is in checkpoints.
 *
 * @param <T> what is made of a number
 */
public abstract class NumberedSource<T> implements Source<T, NumberSequenceSplit, Collection<NumberSequenceSplit>> {

    private static final long serialVersionUID = 1L;

    private final Boundedness boundedness;
    private final NumberSequenceSource numbers;

    /** The source of so many elements, at least one. */
    protected NumberedSource(Boundedness boundedness, long count) {
        this.boundedness = boundedness;
        this.numbers = new NumberSequenceSource(0, count - 1);
    }

    @Override
    public final Boundedness getBoundedness() {
        return boundedness;
    }

    @Override
    public final SplitEnumerator<NumberSequenceSplit, Collection<NumberSequenceSplit>> createEnumerator(
            SplitEnumeratorContext<NumberSequenceSplit> context) {
        return numbers.createEnumerator(context);
    }

    @Override
    public final SplitEnumerator<NumberSequenceSplit, Collection<NumberSequenceSplit>> restoreEnumerator(
            SplitEnumeratorContext<NumberSequenceSplit> context, Collection<NumberSequenceSplit> checkpoint) {
        return numbers.restoreEnumerator(context, checkpoint);
    }

    @Override
    public final SimpleVersionedSerializer<NumberSequenceSplit> getSplitSerializer() {
        return numbers.getSplitSerializer();
    }

    @Override
    public final SimpleVersionedSerializer<Collection<NumberSequenceSplit>> getEnumeratorCheckpointSerializer() {
        return numbers.getEnumeratorCheckpointSerializer();
    }
}
