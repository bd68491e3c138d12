package io.knowstream.extraction;

import io.knowstream.graph.ChunkExtraction;
import io.knowstream.graph.ChunkResult;
import io.knowstream.graph.ChunkTask;
import io.knowstream.inference.InputRejectedException;
import io.knowstream.inference.ModelException;
import io.knowstream.inference.catalogue.CatalogueConfig;
import io.knowstream.inference.catalogue.ModelCatalogue;
import io.knowstream.inference.pool.Lease;
import io.knowstream.metrics.Metric;
import io.knowstream.metrics.MetricGroupSink;
import io.knowstream.metrics.Recorder;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.AsyncDataStream;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.api.functions.async.RichAsyncFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Extracts chunks on threads of its own, so that checkpoints do not wait for models; what is under way is part of the
 * asynchronous operator's state and extracted again after a restore.
 *
 * <p>A result is whole or is not given. A text that a model refuses completes as failed; any other failure is tried
 * again, and then fails the task, as does a chunk that is in the models for longer than the timeout: the job's restart
 * strategy takes it from there. Time that a chunk waits for a thread is not counted.
 */
public final class ExtractionFunction extends RichAsyncFunction<ChunkTask, ChunkResult> {

    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(ExtractionFunction.class);

    /** Attempts at a chunk before the task fails. */
    private static final int ATTEMPTS = 3;
    /** The pause before the second attempt; it doubles. */
    private static final long PAUSE_MILLIS = 100;

    private final ExtractionConfig config;
    private final ChunkReader.Opening opening;

    private transient Recorder recorder;
    private transient ChunkReader.Source models;
    private transient Lease<ExtractionCache> cache;
    private transient ExecutorService threads;
    private transient ThreadLocal<ChunkReader> readers;

    ExtractionFunction(ExtractionConfig config, ChunkReader.Opening opening) {
        this.config = config;
        this.opening = opening;
    }

    /**
     * Extracts a stream of chunks, spread by chunk id; results come in any order.
     *
     * @param catalogue of the models that the configuration names
     */
    public static SingleOutputStreamOperator<ChunkResult> attach(
            DataStream<ChunkTask> chunks, ExtractionConfig config, CatalogueConfig catalogue) {
        return AsyncDataStream.unorderedWait(
                        chunks.keyBy(ChunkTask::chunkId, Types.STRING),
                        new ExtractionFunction(
                                config,
                                (c, recorder) -> new ExtractionModels(c, ModelCatalogue.of(catalogue), recorder)),
                        0,
                        TimeUnit.MILLISECONDS,
                        config.capacity())
                .name("extraction")
                .uid("extraction");
    }

    @Override
    public void open(OpenContext context) {
        recorder = new MetricGroupSink(
                getRuntimeContext().getMetricGroup(),
                Metric.CHUNKS,
                Metric.CHUNKS_FAILED,
                Metric.CHUNK_RETRIES,
                Metric.TOKENS,
                Metric.EXTRACTION_CACHE_HITS,
                Metric.EXTRACTION_CACHE_MISSES,
                Metric.EXTRACTION_LATENCY,
                Metric.INFERENCE_LATENCY);
        models = opening.open(config, recorder);
        cache = ExtractionCache.shared(config.cacheBytes());
        ChunkReader.Source held = models;
        ExtractionCache results = cache.value();
        recorder.gauge(Metric.MODEL_CACHE_BYTES, held::residentBytes);
        recorder.gauge(Metric.EXTRACTION_CACHE_BYTES, results::bytes);
        readers = ThreadLocal.withInitial(held::newReader);
        String name = getRuntimeContext().getTaskInfo().getTaskNameWithSubtasks();
        threads = Executors.newFixedThreadPool(config.threads(), task -> new Thread(task, "models of " + name));
    }

    @Override
    public void asyncInvoke(ChunkTask task, ResultFuture<ChunkResult> result) {
        recorder.count(Metric.CHUNKS);
        ChunkExtraction known = cache.value().get(task.fingerprint());
        if (known != null) {
            recorder.count(Metric.EXTRACTION_CACHE_HITS);
            result.complete(List.of(result(task, known, null)));
            return;
        }
        recorder.count(Metric.EXTRACTION_CACHE_MISSES);
        long arrived = System.nanoTime();
        threads.execute(() -> {
            CompletableFuture<ChunkResult> attempt = new CompletableFuture<>();
            attempt.orTimeout(config.timeout().toMillis(), TimeUnit.MILLISECONDS)
                    .whenComplete((done, failure) -> finish(task, result, arrived, done, failure));
            try {
                attempt.complete(extract(task));
            } catch (InterruptedException e) {
                attempt.cancel(false);
            } catch (Throwable e) {
                attempt.completeExceptionally(e);
            }
        });
    }

    private ChunkResult extract(ChunkTask task) throws InterruptedException {
        for (int attempt = 1; ; attempt++) {
            long start = System.nanoTime();
            try {
                ChunkExtraction extraction = readers.get().extract(task.text(), task.context());
                recorder.since(Metric.INFERENCE_LATENCY, start);
                cache.value().put(task.fingerprint(), extraction);
                return result(task, extraction, null);
            } catch (InputRejectedException e) {
                recorder.count(Metric.CHUNKS_FAILED);
                return result(task, ChunkExtraction.empty(), e.getMessage());
            } catch (ModelException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
                recorder.count(Metric.CHUNK_RETRIES);
                LOG.warn("Attempt {} at chunk {} of document {} failed", attempt, task.chunkId(), task.documentId(), e);
                Thread.sleep(PAUSE_MILLIS << attempt - 1);
            }
        }
    }

    private void finish(
            ChunkTask task, ResultFuture<ChunkResult> result, long arrived, ChunkResult done, Throwable failure) {
        if (failure == null) {
            recorder.since(Metric.EXTRACTION_LATENCY, arrived);
            result.complete(List.of(done));
        } else if (!(failure instanceof CancellationException)) {
            String problem = failure instanceof TimeoutException
                    ? " was in the models for longer than extraction.timeout, " + config.timeout()
                    : " failed: " + failure.getMessage();
            result.completeExceptionally(new ModelException(
                    "chunk " + task.chunkId() + " of document " + task.documentId() + problem, failure));
        }
    }

    private static ChunkResult result(ChunkTask task, ChunkExtraction extraction, String failure) {
        return new ChunkResult(
                task.documentId(), task.revision(), task.chunkId(), task.fingerprint(), extraction, failure);
    }

    /** Waits for what is running, as a model must not be closed, nor the JVM end, while native code is in it. */
    @Override
    public void close() {
        if (threads != null) {
            threads.shutdownNow();
            boolean interrupted = false;
            while (!threads.isTerminated()) {
                try {
                    threads.awaitTermination(1, TimeUnit.MINUTES);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        if (cache != null) {
            cache.close();
        }
        if (models != null) {
            models.close();
        }
    }
}
