package io.knowstream.extraction;

import io.knowstream.graph.ChunkExtraction;
import io.knowstream.graph.GlobalContext;
import io.knowstream.metrics.Metric;
import io.knowstream.metrics.Recorder;
import io.knowstream.metrics.StageClock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Reads chunks stage by stage, each by whatever fills its role: mentions, then relations, then the rest. So chunks
 * wait for a language model side by side and hold no thread.
 */
final class StagedReader implements ChunkReader {

    private final ExtractionModels models;
    private final EncoderThreads<Extractor> threads;
    private final EntityStage entities;
    private final RelationshipStage relationships;
    private final Recorder recorder;

    /** Takes the models over. */
    StagedReader(ExtractionModels models, int threads, Duration timeout, Recorder recorder, String task) {
        this.models = models;
        this.threads = new EncoderThreads<>(models::newExtractor, threads, timeout, task);
        this.entities = models.entityStage(this.threads);
        this.relationships = models.relationshipStage(this.threads);
        this.recorder = recorder;
    }

    @Override
    public CompletableFuture<ChunkExtraction> read(String text, GlobalContext context, StageClock clock) {
        long start = System.nanoTime();
        ChunkText chunk = new ChunkText(text);
        return entities.find(chunk, context, clock).thenCompose(mentions -> relationships
                .find(chunk, mentions, context, clock)
                .thenCompose(relations -> threads.run(extractor -> {
                    ChunkExtraction extraction = extractor.complete(chunk, mentions, relations, context, clock);
                    recorder.since(Metric.INFERENCE_LATENCY, start);
                    return extraction;
                })));
    }

    /** What language models have under way is cancelled with their lease. */
    @Override
    public void close() {
        threads.close();
        models.close();
    }
}
