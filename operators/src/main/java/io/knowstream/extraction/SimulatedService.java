package io.knowstream.extraction;

import io.knowstream.graph.ChunkExtraction;
import io.knowstream.graph.ChunkResult;
import io.knowstream.graph.ChunkTask;
import io.knowstream.graph.ConfigurationFingerprint;
import io.knowstream.graph.GlobalContext;
import io.knowstream.inference.roles.InferenceConfig;
import io.knowstream.metrics.StageClock;
import java.io.Serializable;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.apache.flink.streaming.api.datastream.DataStream;

/**
 * Extraction by a model service that there is none of: a chunk takes one thread of its task a given time, and no processor.
 * For measuring how everything else scales where models do not take the processors of this machine.
 */
public final class SimulatedService {

    private SimulatedService() {}

    /** What the service says of a text; a pure function. */
    public interface Answer extends Function<String, ChunkExtraction>, Serializable {}

    /**
     * Extracts a stream of chunks with the threads, the capacity and the cache of a configuration, and none of its models.
     *
     * @param time that a chunk takes
     */
    public static DataStream<ChunkResult> attach(
            DataStream<ChunkTask> chunks,
            ExtractionConfig config,
            InferenceConfig inference,
            ConfigurationFingerprint configuration,
            Duration time,
            Answer answer) {
        return ExtractionFunction.attach(
                chunks,
                config,
                config,
                inference.pool(),
                configuration,
                (some, recorder, task) -> new Reader(some, time, answer, task));
    }

    private static final class Reader implements ChunkReader {

        private final Duration time;
        private final EncoderThreads<Answer> threads;

        Reader(ExtractionConfig config, Duration time, Answer answer, String task) {
            this.time = time;
            threads = new EncoderThreads<>(() -> answer, config.threads(), config.timeout(), task);
        }

        @Override
        public CompletableFuture<ChunkExtraction> read(String text, GlobalContext context, StageClock clock) {
            return threads.run(answer -> {
                try {
                    Thread.sleep(time.toMillis());
                } catch (InterruptedException e) {
                    throw new CancellationException("the reader was closed");
                }
                return answer.apply(text);
            });
        }

        @Override
        public void close() {
            threads.close();
        }
    }
}
