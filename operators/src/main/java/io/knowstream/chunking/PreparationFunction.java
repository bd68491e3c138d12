package io.knowstream.chunking;

import io.knowstream.graph.AdmittedDocument;
import io.knowstream.inference.catalogue.CatalogueConfig;
import io.knowstream.inference.catalogue.ModelCatalogue;
import io.knowstream.inference.encoder.SentenceEmbedder;
import io.knowstream.inference.pool.Lease;
import io.knowstream.inference.pool.ModelPool;
import io.knowstream.metrics.Metric;
import io.knowstream.metrics.MetricGroupSink;
import io.knowstream.metrics.Recorder;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.datastream.AsyncDataStream;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.api.functions.async.RichAsyncFunction;

/**
 * Finds each document's context and chunk boundaries on a thread of its own, beside the task's.
 *
 * <p>Results leave in the order of arrival, so that no revision of a document overtakes a later one. There is no
 * timeout: a cut result would depend on time. A failure that is a function of the document flags it; any other fails
 * the task.
 */
public final class PreparationFunction extends RichAsyncFunction<AdmittedDocument, PreparedDocument> {

    /** The operator's uid and name. */
    public static final String UID = "preparation";

    private static final long serialVersionUID = 1;
    /** Documents in preparation or waiting to leave, each at most {@code documents.max-content} long. */
    private static final int CAPACITY = 16;

    private static final long NO_TIMEOUT = 0;

    private final ChunkingConfig config;
    private final long modelsBudget;
    private final CatalogueConfig catalogue;

    private transient Lease<ModelPool> pool;
    private transient Lease<SentenceEmbedder> embedder;
    private transient Preparation preparation;
    private transient ExecutorService executor;
    private transient Recorder recorder;

    /**
     * Prepares documents.
     *
     * @param modelsBudget of the task manager's model pool, in bytes
     * @param catalogue of the model that the configuration names
     */
    public PreparationFunction(ChunkingConfig config, long modelsBudget, CatalogueConfig catalogue) {
        this.config = config;
        this.modelsBudget = modelsBudget;
        this.catalogue = catalogue;
    }

    /**
     * Wires preparation.
     *
     * @param modelsBudget of the task manager's model pool, in bytes
     * @param catalogue of the model that the configuration names
     */
    public static SingleOutputStreamOperator<PreparedDocument> attach(
            DataStream<AdmittedDocument> admitted,
            ChunkingConfig config,
            long modelsBudget,
            CatalogueConfig catalogue) {
        return AsyncDataStream.orderedWait(
                        admitted,
                        new PreparationFunction(config, modelsBudget, catalogue),
                        NO_TIMEOUT,
                        TimeUnit.MILLISECONDS,
                        CAPACITY)
                .uid(UID)
                .name(UID);
    }

    @Override
    public void open(OpenContext context) {
        recorder = new MetricGroupSink(getRuntimeContext().getMetricGroup(), Metric.PREPARATION_LATENCY);
        Chunker chunker = new Chunker(config, null);
        if (config.semantic()) {
            pool = ModelPool.shared(modelsBudget);
            embedder = pool.value()
                    .lease(SentenceEmbedder.of(ModelCatalogue.of(catalogue).find(config.embeddingModel())), recorder);
            SentenceEmbedder model = embedder.value();
            chunker = new Chunker(config, (List<String> sentences) -> model.embed(sentences));
        }
        preparation = new Preparation(chunker);
        String task = getRuntimeContext().getTaskInfo().getTaskNameWithSubtasks();
        executor = Executors.newSingleThreadExecutor(work -> new Thread(work, "preparation of " + task));
    }

    @Override
    public void asyncInvoke(AdmittedDocument admitted, ResultFuture<PreparedDocument> result) {
        executor.execute(() -> {
            long start = System.nanoTime();
            try {
                PreparedDocument prepared = preparation.prepare(admitted);
                recorder.since(Metric.PREPARATION_LATENCY, start);
                result.complete(List.of(prepared));
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
    }

    /** Models are given back when no thread is in them any more, however often the task is interrupted meanwhile. */
    @Override
    public void close() {
        if (executor != null) {
            executor.shutdownNow();
            awaitTermination();
        }
        if (embedder != null) {
            embedder.close();
        }
        if (pool != null) {
            pool.close();
        }
    }

    private void awaitTermination() {
        boolean interrupted = false;
        boolean terminated = false;
        while (!terminated) {
            try {
                terminated = executor.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
