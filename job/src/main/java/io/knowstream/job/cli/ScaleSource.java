package io.knowstream.job.cli;

import io.knowstream.job.kafka.RawRecord;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource.NumberSequenceSplit;
import org.apache.flink.api.connector.source.lib.util.IteratorSourceReaderBase;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.util.NumberSequenceIterator;

/** The changes of a {@link ScaleWorkload}, a lane a reader, as far as its {@link ScaleGate} is open; never ends. */
final class ScaleSource extends NumberedSource<RawRecord> {

    private static final long serialVersionUID = 1L;
    /** Numbers between the beginnings of two lanes. */
    private static final long LANE = 1L << 32;

    private final ScaleWorkload workload;
    private final String gate;

    ScaleSource(ScaleWorkload workload, ScaleGate gate) {
        super(Boundedness.CONTINUOUS_UNBOUNDED, workload.lanes() * LANE);
        this.workload = workload;
        this.gate = gate.name();
    }

    @Override
    public SourceReader<RawRecord, NumberSequenceSplit> createReader(SourceReaderContext context) {
        return new Reader(context, workload, ScaleGate.find(gate));
    }

    private static final class Reader
            extends IteratorSourceReaderBase<Long, RawRecord, NumberSequenceIterator, NumberSequenceSplit> {

        private final ScaleWorkload workload;
        private final ScaleNames names;
        private final ScaleGate gate;
        private long next;

        Reader(SourceReaderContext context, ScaleWorkload workload, ScaleGate gate) {
            super(context);
            this.workload = workload;
            this.names = workload.names();
            this.gate = gate;
        }

        @Override
        public InputStatus pollNext(ReaderOutput<RawRecord> output) {
            return gate.allows(next) ? super.pollNext(output) : InputStatus.NOTHING_AVAILABLE;
        }

        @Override
        public CompletableFuture<Void> isAvailable() {
            return gate.allows(next) ? super.isAvailable() : gate.untilAllowed(next);
        }

        @Override
        protected RawRecord convert(Long number) {
            int lane = (int) (number / LANE);
            int step = (int) (number % LANE);
            next = step + 1L;
            ScaleWorkload.Change change = workload.at(lane, step, names);
            return new RawRecord("documents", lane, step, change.id().getBytes(StandardCharsets.UTF_8), change.json());
        }
    }
}
