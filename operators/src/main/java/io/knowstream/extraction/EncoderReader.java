package io.knowstream.extraction;

import io.knowstream.graph.ChunkExtraction;
import io.knowstream.graph.GlobalContext;
import io.knowstream.metrics.Metric;
import io.knowstream.metrics.Recorder;
import io.knowstream.metrics.StageClock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Reads with encoders alone: one chunk a thread, from its text to its result without a change of thread. */
final class EncoderReader implements ChunkReader {

    private final ChunkExtractor.Source models;
    private final EncoderThreads<ChunkExtractor> threads;
    private final Recorder recorder;

    /** Takes the models over. */
    EncoderReader(ChunkExtractor.Source models, int threads, Duration timeout, Recorder recorder, String task) {
        this.models = models;
        this.threads = new EncoderThreads<>(models::newExtractor, threads, timeout, task);
        this.recorder = recorder;
    }

    @Override
    public CompletableFuture<ChunkExtraction> read(String text, GlobalContext context, StageClock clock) {
        return threads.run(extractor -> {
            long start = System.nanoTime();
            ChunkExtraction extraction = extractor.extract(text, context, clock);
            recorder.since(Metric.INFERENCE_LATENCY, start);
            return extraction;
        });
    }

    @Override
    public void close() {
        threads.close();
        models.close();
    }
}
