package io.knowstream.extraction;

import io.knowstream.graph.ChunkExtraction;
import io.knowstream.graph.GlobalContext;
import io.knowstream.metrics.Recorder;
import io.knowstream.metrics.StageClock;
import java.io.Serializable;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * A model service that there is none of: a chunk takes one thread of its task a given time, and no processor. For measuring
 * how everything else scales where models do not take the processors of this machine.
 *
 * @param time that a chunk takes
 * @param answer what the service says of a text
 */
public record SimulatedService(Duration time, Answer answer) implements ChunkReader.Opening {

    /** What is found in a text; a pure function. */
    public interface Answer extends Function<String, ChunkExtraction>, Serializable {}

    @Override
    public ChunkReader open(ExtractionConfig config, Recorder recorder, String task) {
        return new Reader(time, new EncoderThreads<>(() -> answer, config.threads(), config.timeout(), task));
    }

    private record Reader(Duration time, EncoderThreads<Answer> threads) implements ChunkReader {

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
