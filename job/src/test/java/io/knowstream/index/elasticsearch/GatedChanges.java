package io.knowstream.index.elasticsearch;

import io.knowstream.graph.GraphChange;
import io.knowstream.job.cli.NumberedSource;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource.NumberSequenceSplit;
import org.apache.flink.api.connector.source.lib.util.IteratorSourceReaderBase;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.NumberSequenceIterator;
import org.awaitility.Awaitility;

/** A stream of changes in order, of which a test says how far it goes. The cluster runs in this process. */
final class GatedChanges {

    private static volatile List<GraphChange> changes = List.of();
    /** How many have been sent. */
    private static final AtomicInteger SENT = new AtomicInteger();
    /** How many may be. */
    private static final AtomicInteger LIMIT = new AtomicInteger();

    private GatedChanges() {}

    /** What is sent from now on, by a job that goes on after the first {@code sent} of them. */
    static void set(List<GraphChange> next, int sent, int limit) {
        changes = List.copyOf(next);
        SENT.set(sent);
        LIMIT.set(limit);
    }

    /** Lets so many go, and waits until they have. */
    static void letGo(int limit) {
        LIMIT.set(limit);
        awaitSent(limit);
    }

    /** Lets all go, again and again where a failure takes the job back. */
    static void letAllGo() {
        LIMIT.set(Integer.MAX_VALUE);
    }

    /** Waits until so many have gone. */
    static void awaitSent(int count) {
        Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> SENT.get() >= count);
    }

    static DataStream<GraphChange> attach(StreamExecutionEnvironment env) {
        return env.fromSource(
                        new GatedSource(changes.size()),
                        WatermarkStrategy.noWatermarks(),
                        "changes",
                        TypeInformation.of(GraphChange.class))
                .uid("changes")
                .setParallelism(1);
    }

    /** Numbers of changes; their source, as far as a task has come with them, is in checkpoints. */
    private static final class GatedSource extends NumberedSource<GraphChange> {

        private static final long serialVersionUID = 1L;

        GatedSource(int count) {
            super(Boundedness.BOUNDED, count);
        }

        @Override
        public SourceReader<GraphChange, NumberSequenceSplit> createReader(SourceReaderContext context) {
            return new Reader(context);
        }
    }

    /** Does not block its task, which takes part in checkpoints meanwhile; after a failure it goes back with the task. */
    private static final class Reader
            extends IteratorSourceReaderBase<Long, GraphChange, NumberSequenceIterator, NumberSequenceSplit> {

        private static final Executor SOON = CompletableFuture.delayedExecutor(1, TimeUnit.MILLISECONDS);

        Reader(SourceReaderContext context) {
            super(context);
        }

        @Override
        public void addSplits(List<NumberSequenceSplit> splits) {
            splits.forEach(split -> SENT.set((int) split.from()));
            super.addSplits(splits);
        }

        private static boolean open() {
            // It finds out that it has sent the last one when it is asked once more.
            return SENT.get() < LIMIT.get() || SENT.get() >= changes.size();
        }

        @Override
        public InputStatus pollNext(ReaderOutput<GraphChange> output) {
            return open() ? super.pollNext(output) : InputStatus.NOTHING_AVAILABLE;
        }

        @Override
        public CompletableFuture<Void> isAvailable() {
            return open() ? super.isAvailable() : CompletableFuture.runAsync(() -> {}, SOON);
        }

        @Override
        protected GraphChange convert(Long at) {
            SENT.set(at.intValue() + 1);
            return changes.get(at.intValue());
        }
    }
}
