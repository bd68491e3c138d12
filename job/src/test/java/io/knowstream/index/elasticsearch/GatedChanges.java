package io.knowstream.index.elasticsearch;

import io.knowstream.graph.GraphChange;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiter;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
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
                        new DataGeneratorSource<>(
                                GatedChanges::next,
                                changes.size(),
                                parallelism -> new Gate<>(),
                                TypeInformation.of(GraphChange.class)),
                        WatermarkStrategy.noWatermarks(),
                        "changes")
                .uid("changes")
                .setParallelism(1);
    }

    private static GraphChange next(Long at) {
        SENT.set(at.intValue() + 1);
        return changes.get(at.intValue());
    }

    /** Does not block the reader, which takes part in checkpoints meanwhile. */
    private static final class Gate<S extends SourceSplit> implements RateLimiter<S> {

        private static final Executor SOON = CompletableFuture.delayedExecutor(1, TimeUnit.MILLISECONDS);

        @Override
        public CompletionStage<Void> acquire(int events) {
            CompletableFuture<Void> open = new CompletableFuture<>();
            look(open);
            return open;
        }

        private static void look(CompletableFuture<Void> open) {
            // The reader finds out that it has sent the last one when it is let go once more.
            if (SENT.get() < LIMIT.get() || SENT.get() >= changes.size()) {
                SOON.execute(() -> open.complete(null));
            } else {
                SOON.execute(() -> look(open));
            }
        }
    }
}
