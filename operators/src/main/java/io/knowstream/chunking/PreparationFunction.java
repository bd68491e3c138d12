package io.knowstream.chunking;

import io.knowstream.async.AsyncOperator;
import io.knowstream.async.OffHeapFunction;
import io.knowstream.async.UnderWay;
import io.knowstream.chunking.PreparationCache.Prepared;
import io.knowstream.graph.AdmittedDocument;
import io.knowstream.graph.ConfigurationFingerprint;
import io.knowstream.inference.ModelException;
import io.knowstream.inference.OffHeapBudget;
import io.knowstream.inference.Retries;
import io.knowstream.inference.cache.ResultCache;
import io.knowstream.inference.encoder.Embedder;
import io.knowstream.inference.grounded.Schema;
import io.knowstream.inference.pool.Lease;
import io.knowstream.inference.roles.InferenceConfig;
import io.knowstream.inference.roles.LanguageModel;
import io.knowstream.inference.roles.RoleModels;
import io.knowstream.metrics.Metric;
import io.knowstream.metrics.MetricGroupSink;
import io.knowstream.metrics.Recorder;
import io.knowstream.metrics.Stage;
import io.knowstream.metrics.StageClock;
import io.knowstream.metrics.StageSampler;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.AsyncDataStream;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.functions.async.ResultFuture;

/**
 * Finds each document's context and chunk boundaries on a thread of its own, beside the task's.
 *
 * <p>Results leave in the order of arrival, so that no revision of a document overtakes a later one. There is no
 * timeout: a cut result would depend on time. A failure that is a function of the document flags it; any other goes by
 * the rules of {@link Retries}, while the thread works on other documents. What was admitted under another configuration
 * is left to {@link AsyncOperator}: admission sends it again.
 */
public final class PreparationFunction extends OffHeapFunction<AdmittedDocument, PreparedDocument> {

    /** The operator's uid and name. */
    public static final String UID = "preparation";

    private static final long serialVersionUID = 1;
    /** Documents in preparation or waiting to leave, each at most {@code documents.max-content} long. */
    private static final int CAPACITY = 16;

    /** Of one attempt at a document's key terms; another attempt follows, so that nothing is cut short. */
    private static final Duration ANALYSIS_TIMEOUT = Duration.ofMinutes(5);

    private final ChunkingConfig config;
    private final InferenceConfig inference;
    private final long cacheBytes;

    private transient RoleModels models;
    private transient Lease<ResultCache<Prepared>> cache;
    private transient Preparation preparation;
    private transient Preparation provisionalPreparation;
    private transient ExecutorService executor;
    private transient Retries retries;
    private transient Recorder recorder;

    /**
     * @param inference the models that the configuration names
     * @param cacheBytes of results that a task manager keeps in memory; 0 keeps none
     */
    public PreparationFunction(ChunkingConfig config, InferenceConfig inference, long cacheBytes) {
        this.config = config;
        this.inference = inference;
        this.cacheBytes = cacheBytes;
    }

    /**
     * Wires preparation.
     *
     * @param inference the models that the configuration names
     * @param cacheBytes of results that a task manager keeps in memory; 0 keeps none
     * @param configuration that {@code config} is a part of
     */
    public static SingleOutputStreamOperator<PreparedDocument> attach(
            DataStream<AdmittedDocument> admitted,
            ChunkingConfig config,
            InferenceConfig inference,
            long cacheBytes,
            ConfigurationFingerprint configuration) {
        return admitted.transform(
                        UID,
                        TypeInformation.of(PreparedDocument.class),
                        operator(new PreparationFunction(config, inference, cacheBytes), CAPACITY, configuration))
                .uid(UID);
    }

    static AsyncOperator.Factory<AdmittedDocument, PreparedDocument> operator(
            PreparationFunction function, int capacity, ConfigurationFingerprint configuration) {
        return new AsyncOperator.Factory<>(
                function,
                new DocumentsUnderWay(configuration),
                TypeInformation.of(AdmittedDocument.class),
                capacity,
                AsyncDataStream.OutputMode.ORDERED);
    }

    private record DocumentsUnderWay(ConfigurationFingerprint configuration) implements UnderWay<AdmittedDocument> {
        /** A deletion is the same under any configuration. */
        @Override
        public boolean fits(AdmittedDocument admitted) {
            return admitted.document() == null || configuration.fits(admitted);
        }

        @Override
        public String key(AdmittedDocument admitted) {
            return admitted.documentId();
        }

        @Override
        public boolean replaces(AdmittedDocument newer, AdmittedDocument older) {
            return newer.documentId().equals(older.documentId()) && newer.revision() > older.revision();
        }
    }

    @Override
    public void open(OpenContext context) {
        OffHeapBudget.require(inference.pool().budgetBytes(), offHeapBytes());
        recorder = MetricGroupSink.open(
                getRuntimeContext().getMetricGroup(),
                Metric.PREPARATION_LATENCY,
                Metric.PREPARATION_CACHE_HITS,
                Metric.PREPARATION_CACHE_MISSES,
                Metric.DOCUMENT_RETRIES,
                Metric.MODEL_CACHE_HITS,
                Metric.MODEL_CACHE_MISSES,
                Metric.MODEL_LOADS,
                Metric.MODEL_LOAD_FAILURES,
                Metric.MODEL_QUEUE_TIME,
                Metric.MODEL_UNAVAILABLE_RATE,
                Metric.MODEL_UNAVAILABLE);
        cache = PreparationCache.shared(cacheBytes, inference.pool());
        ResultCache<Prepared> results = cache.value();
        recorder.gauge(Metric.PREPARATION_CACHE_BYTES, results::bytes);
        recorder.gauge(Metric.PREPARATION_CACHE_CAPACITY, () -> cacheBytes);
        recorder.gauge(Metric.PREPARATION_CACHE_ENTRIES, results::entries);
        models = RoleModels.open(inference, recorder);
        Function<List<String>, float[][]> embedder = null;
        String embedderFingerprint = null;
        if (config.semantic()) {
            embedder = measured(models.embedder(config.embeddingModel()));
            embedderFingerprint = models.find(config.embeddingModel()).fingerprint();
        }
        StageSampler sampler = StageSampler.of(getRuntimeContext().getGlobalJobParameters(), recorder);
        preparation = new Preparation(
                analyzer(),
                new Chunker(config, embedder),
                config.fingerprint(embedderFingerprint, analysisFingerprint()),
                results,
                recorder,
                sampler);
        provisionalPreparation = new Preparation(
                ContextAnalyzer.STATISTICAL,
                new Chunker(config.degraded(), embedder),
                config.degraded().fingerprint(embedderFingerprint, null),
                results,
                recorder,
                sampler);
        String task = getRuntimeContext().getTaskInfo().getTaskNameWithSubtasks();
        executor = Executors.newSingleThreadExecutor(work -> new Thread(work, "preparation of " + task));
        retries = new Retries("retries of " + task, recorder, Metric.DOCUMENT_RETRIES);
    }

    private static Function<List<String>, float[][]> measured(Embedder embedder) {
        return texts -> {
            try (StageClock.Span ignored = StageClock.within(Stage.EMBEDDING)) {
                return embedder.embed(texts);
            }
        };
    }

    private ContextAnalyzer analyzer() {
        return config.analysisModel() == null
                ? ContextAnalyzer.STATISTICAL
                : new GroundedContextAnalyzer(models.languageModel(config.analysisModel(), 1, ANALYSIS_TIMEOUT));
    }

    private String analysisFingerprint() {
        return config.analysisModel() == null
                ? null
                : LanguageModel.fingerprint(models.find(config.analysisModel()), Schema.builtIn());
    }

    @Override
    public void asyncInvoke(AdmittedDocument admitted, ResultFuture<PreparedDocument> result) {
        String what = "document " + admitted.documentId();
        retries.run(what, () -> attempt(admitted)).whenComplete((prepared, failure) -> {
            if (failure == null) {
                result.complete(List.of(prepared));
            } else {
                result.completeExceptionally(
                        new ModelException(what + " could not be prepared: " + failure.getMessage(), failure));
            }
        });
    }

    private CompletableFuture<PreparedDocument> attempt(AdmittedDocument admitted) {
        CompletableFuture<PreparedDocument> attempt = new CompletableFuture<>();
        executor.execute(() -> {
            long start = System.nanoTime();
            try {
                (admitted.provisional() ? provisionalPreparation : preparation)
                        .prepare(admitted)
                        .whenComplete((prepared, failure) -> {
                            if (failure == null) {
                                recorder.since(Metric.PREPARATION_LATENCY, start);
                                attempt.complete(prepared);
                            } else {
                                attempt.completeExceptionally(failure);
                            }
                        });
            } catch (Throwable e) {
                attempt.completeExceptionally(e);
            }
        });
        return attempt;
    }

    /** Models are given back when no thread is in them any more, however often the task is interrupted meanwhile. */
    @Override
    public void close() {
        if (retries != null) {
            retries.close();
        }
        if (executor != null) {
            executor.shutdownNow();
            awaitTermination();
        }
        if (models != null) {
            models.close();
        }
        if (cache != null) {
            cache.close();
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
