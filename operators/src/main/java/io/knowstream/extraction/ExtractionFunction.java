package io.knowstream.extraction;

import io.knowstream.async.AsyncOperator;
import io.knowstream.async.OffHeapFunction;
import io.knowstream.async.UnderWay;
import io.knowstream.graph.ChunkExtraction;
import io.knowstream.graph.ChunkResult;
import io.knowstream.graph.ChunkTask;
import io.knowstream.graph.ConfigurationFingerprint;
import io.knowstream.inference.InputRejectedException;
import io.knowstream.inference.ModelException;
import io.knowstream.inference.OffHeapBudget;
import io.knowstream.inference.Retries;
import io.knowstream.inference.cache.ResultCache;
import io.knowstream.inference.pool.Lease;
import io.knowstream.inference.pool.ModelPool;
import io.knowstream.inference.pool.PoolConfig;
import io.knowstream.inference.roles.InferenceConfig;
import io.knowstream.metrics.Metric;
import io.knowstream.metrics.MetricGroupSink;
import io.knowstream.metrics.Recorder;
import io.knowstream.metrics.StageClock;
import io.knowstream.metrics.StageSampler;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.AsyncDataStream;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.functions.async.ResultFuture;

/**
 * Extracts chunks on threads of their reader, so that checkpoints do not wait for models; what is under way is part of the
 * asynchronous operator's state and extracted again after a restore.
 *
 * <p>A result is whole or is not given. A text that a model refuses completes as failed. Everything else goes by the rules
 * of {@link Retries}: for want of time or memory a chunk is tried again without end; what fails otherwise, or hangs, fails
 * the task in the end, and the job's restart strategy takes it from there.
 */
public final class ExtractionFunction extends OffHeapFunction<ChunkTask, ChunkResult> {

    /** The operator's uid and name. */
    public static final String UID = "extraction";

    private static final long serialVersionUID = 1L;

    private final ExtractionConfig config;
    private final ExtractionConfig degraded;
    private final PoolConfig models;
    private final ChunkReader.Opening opening;

    private transient Recorder recorder;
    private transient StageSampler sampler;
    private transient ChunkReader reader;
    /** Null until a provisional chunk comes. */
    private transient ChunkReader degradedReader;

    private transient Lease<ModelPool> pool;
    private transient Lease<ResultCache<ChunkExtraction>> cache;
    private transient Retries retries;

    /**
     * @param degraded the configuration of provisional chunks; its models are taken when the first one comes
     * @param models the pool of each task manager
     */
    ExtractionFunction(
            ExtractionConfig config, ExtractionConfig degraded, PoolConfig models, ChunkReader.Opening opening) {
        this.config = config;
        this.degraded = degraded;
        this.models = models;
        this.opening = opening;
    }

    /**
     * Extracts a stream of chunks, spread by chunk id; results come in any order.
     *
     * @param degraded how provisional chunks are extracted
     * @param inference the models that both name
     * @param configuration that both are a part of
     */
    public static SingleOutputStreamOperator<ChunkResult> attach(
            DataStream<ChunkTask> chunks,
            ExtractionConfig config,
            ExtractionConfig degraded,
            InferenceConfig inference,
            ConfigurationFingerprint configuration) {
        return attach(
                chunks,
                config,
                degraded,
                inference.pool(),
                configuration,
                (some, recorder, task) -> ExtractionModels.open(some, inference, recorder, task));
    }

    /** The same by a service that is simulated, with threads, capacity and cache of a configuration and none of its models. */
    public static SingleOutputStreamOperator<ChunkResult> attach(
            DataStream<ChunkTask> chunks,
            ExtractionConfig config,
            InferenceConfig inference,
            ConfigurationFingerprint configuration,
            SimulatedService service) {
        return attach(chunks, config, config, inference.pool(), configuration, service);
    }

    /** The same by the models of a configuration, but for entities, which are given. */
    public static SingleOutputStreamOperator<ChunkResult> attach(
            DataStream<ChunkTask> chunks,
            ExtractionConfig config,
            ConfigurationFingerprint configuration,
            GivenEntities given) {
        return attach(chunks, config, config, given.inference().pool(), configuration, given);
    }

    static SingleOutputStreamOperator<ChunkResult> attach(
            DataStream<ChunkTask> chunks,
            ExtractionConfig config,
            ExtractionConfig degraded,
            PoolConfig models,
            ConfigurationFingerprint configuration,
            ChunkReader.Opening opening) {
        return chunks.keyBy(ChunkTask::chunkId, Types.STRING)
                .transform(
                        UID,
                        TypeInformation.of(ChunkResult.class),
                        operator(
                                new ExtractionFunction(config, degraded, models, opening),
                                config.capacity(),
                                configuration))
                .uid(UID);
    }

    static AsyncOperator.Factory<ChunkTask, ChunkResult> operator(
            ExtractionFunction function, int capacity, ConfigurationFingerprint configuration) {
        return new AsyncOperator.Factory<>(
                function,
                new ChunksUnderWay(configuration),
                TypeInformation.of(ChunkTask.class),
                capacity,
                AsyncDataStream.OutputMode.UNORDERED);
    }

    private record ChunksUnderWay(ConfigurationFingerprint configuration) implements UnderWay<ChunkTask> {
        @Override
        public boolean fits(ChunkTask task) {
            return configuration.fits(task);
        }

        @Override
        public String key(ChunkTask task) {
            return task.chunkId();
        }

        @Override
        public boolean replaces(ChunkTask newer, ChunkTask older) {
            return newer.documentId().equals(older.documentId()) && newer.revision() > older.revision();
        }
    }

    @Override
    public void open(OpenContext context) {
        OffHeapBudget.require(models.budgetBytes(), offHeapBytes());
        recorder = MetricGroupSink.open(
                getRuntimeContext().getMetricGroup(),
                Metric.CHUNKS,
                Metric.CHUNKS_FAILED,
                Metric.CHUNK_RETRIES,
                Metric.MODEL_UNAVAILABLE_RATE,
                Metric.MODEL_UNAVAILABLE,
                Metric.MODEL_CACHE_HITS,
                Metric.MODEL_CACHE_MISSES,
                Metric.MODEL_LOADS,
                Metric.MODEL_LOAD_FAILURES,
                Metric.MODEL_QUEUE_TIME,
                Metric.TOKENS,
                Metric.EXTRACTION_CACHE_HITS,
                Metric.EXTRACTION_CACHE_MISSES,
                Metric.EXTRACTION_LATENCY,
                Metric.INFERENCE_LATENCY,
                Metric.WINDOWS_CUT_NAMES,
                Metric.WINDOWS_CUT_RELATIONS,
                Metric.WINDOW_ENTITIES_LEFT_OUT,
                Metric.DECODER_STEPS,
                Metric.DECODER_PROMPT_TOKENS,
                Metric.DECODER_FORCED_TOKENS,
                Metric.DECODER_CHOSEN_TOKENS);
        sampler = StageSampler.of(getRuntimeContext().getGlobalJobParameters(), recorder);
        String task = getRuntimeContext().getTaskInfo().getTaskNameWithSubtasks();
        pool = ModelPool.shared(models);
        cache = ExtractionCache.shared(config.cacheBytes(), models);
        reader = opening.open(config, recorder, task);
        retries = new Retries("retries of " + task, recorder, Metric.CHUNK_RETRIES);
        ResultCache<ChunkExtraction> results = cache.value();
        // Of the whole task manager, as the cache's: each subtask shows the same.
        pool.value().show(recorder);
        recorder.gauge(Metric.EXTRACTION_CACHE_BYTES, results::bytes);
        recorder.gauge(Metric.EXTRACTION_CACHE_CAPACITY, () -> config.cacheBytes());
        recorder.gauge(Metric.EXTRACTION_CACHE_ENTRIES, results::entries);
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
        ChunkReader chosen = reader(task);
        StageClock clock = sampler.of(task.documentId());
        String what = "chunk " + task.chunkId() + " of document " + task.documentId();
        retries.run(what, () -> chosen.read(task.text(), task.context(), clock)).whenComplete((extraction, failure) -> {
            if (failure == null) {
                cache.value().put(task.fingerprint(), extraction);
                recorder.since(Metric.EXTRACTION_LATENCY, arrived);
                result.complete(List.of(result(task, extraction, null)));
            } else if (failure instanceof InputRejectedException) {
                recorder.count(Metric.CHUNKS_FAILED);
                result.complete(List.of(result(task, ChunkExtraction.empty(), failure.getMessage())));
            } else {
                result.completeExceptionally(new ModelException(what + " failed: " + failure.getMessage(), failure));
            }
        });
    }

    private ChunkReader reader(ChunkTask task) {
        if (!task.provisional() || degraded.equals(config)) {
            return reader;
        }
        if (degradedReader == null) {
            degradedReader = opening.open(
                    degraded, recorder, getRuntimeContext().getTaskInfo().getTaskNameWithSubtasks());
        }
        return degradedReader;
    }

    private static ChunkResult result(ChunkTask task, ChunkExtraction extraction, String failure) {
        return new ChunkResult(
                task.documentId(), task.revision(), task.chunkId(), task.fingerprint(), extraction, failure);
    }

    /** Nothing is tried again any more, and what is in the models comes to its end. */
    @Override
    public void close() {
        if (retries != null) {
            retries.close();
        }
        if (reader != null) {
            reader.close();
        }
        if (cache != null) {
            cache.close();
        }
        if (degradedReader != null) {
            degradedReader.close();
        }
        if (pool != null) {
            pool.close();
        }
    }
}
