package io.knowstream.job;

import io.knowstream.chunking.ChunkingOperator;
import io.knowstream.chunking.PreparationFunction;
import io.knowstream.chunking.PreparedDocument;
import io.knowstream.documents.AdmissionFunction;
import io.knowstream.documents.ModelMemory;
import io.knowstream.extraction.ExtractionFunction;
import io.knowstream.graph.AdmittedDocument;
import io.knowstream.graph.ChunkResult;
import io.knowstream.graph.ChunkTask;
import io.knowstream.graph.ConfigurationFingerprint;
import io.knowstream.graph.DocumentUpdate;
import io.knowstream.graph.GraphChange;
import io.knowstream.index.IndexSink;
import io.knowstream.index.elasticsearch.ElasticsearchSink;
import io.knowstream.job.config.JobConfig;
import io.knowstream.job.kafka.DeadLetter;
import io.knowstream.job.kafka.DecodeFunction;
import io.knowstream.job.kafka.RawRecord;
import io.knowstream.resolution.ResolutionOperator;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.transformations.PartitionTransformation;

/** The topology: documents in at the top, the graph out at the bottom. */
public final class Pipeline {

    private Pipeline() {}

    /** Adds the whole job to an environment that is configured with {@link JobConfig#flink()}. */
    public static void build(StreamExecutionEnvironment env, JobConfig config, Ends ends) {
        build(env, config, ends, PoolMemory.of(config.inference().pool()));
    }

    /** The same with memory for models that is watched in another way. */
    static void build(StreamExecutionEnvironment env, JobConfig config, Ends ends, ModelMemory.Opening memory) {
        build(env, config, ends, memory, models(config));
    }

    /** What makes results of chunks, each exactly one and in any order. */
    @FunctionalInterface
    public interface Extraction {
        /** Adds extraction to a job. */
        DataStream<ChunkResult> attach(DataStream<ChunkTask> chunks);
    }

    /** The same with extraction of another kind, for measuring all the rest. */
    public static void build(StreamExecutionEnvironment env, JobConfig config, Ends ends, Extraction extraction) {
        build(env, config, ends, PoolMemory.of(config.inference().pool()), extraction);
    }

    /** Extraction by the models of a configuration, as the job has it. */
    public static Extraction models(JobConfig config) {
        return chunks -> ExtractionFunction.attach(
                chunks, config.extraction(), config.degradedExtraction(), config.inference(), config.fingerprint());
    }

    private static void build(
            StreamExecutionEnvironment env,
            JobConfig config,
            Ends ends,
            ModelMemory.Opening memory,
            Extraction extraction) {
        SingleOutputStreamOperator<DocumentUpdate> updates = env.fromSource(
                        ends.documents(),
                        // When a record came into the job goes with it and with what is made of it, to be measured.
                        WatermarkStrategy.<RawRecord>noWatermarks()
                                .withTimestampAssigner((record, published) -> System.currentTimeMillis()),
                        "documents",
                        TypeInformation.of(RawRecord.class))
                .uid("documents")
                .process(new DecodeFunction(config.limits(), config.rejectedMaxBytes()))
                .uid("decode")
                .name("decode");
        ConfigurationFingerprint configuration = config.fingerprint();
        DataStream<AdmittedDocument> admitted =
                AdmissionFunction.attach(updates, config.documents(), configuration, memory);
        DataStream<PreparedDocument> prepared = PreparationFunction.attach(
                admitted, config.chunking(), config.inference(), config.preparationCacheBytes(), configuration);
        ChunkingOperator.Streams chunked =
                ChunkingOperator.attach(prepared, config.documents().tombstoneRetention(), configuration);
        ResolutionOperator.Streams resolved =
                ResolutionOperator.attach(chunked.manifests(), extraction.attach(chunked.tasks()), config.resolution());

        String topic = config.kafka().documents();
        int maxBytes = config.rejectedMaxBytes();
        DataStream<DeadLetter> failed = resolved.failed()
                .map(document -> DeadLetter.of(document, topic, maxBytes), TypeInformation.of(DeadLetter.class))
                .uid("failed")
                .name("failed");
        updates.getSideOutput(DecodeFunction.REJECTED)
                .union(failed)
                .sinkTo(ends.rejected())
                .uid("rejected")
                .name("rejected");

        DataStream<GraphChange> changes = resolved.changes();
        if (config.elasticsearch() == null) {
            IndexSink.attach(changes, config.index(), config.flink().maxParallelism());
        } else {
            ElasticsearchSink.attach(changes, config.elasticsearch());
        }
        if (ends.changes() != null) {
            KeyedStream<GraphChange, String> byId = changes.keyBy(GraphChange::id);
            // A checkpoint sends all changes of a document or none: see ResolutionOperator.
            ((PartitionTransformation<?>) byId.getTransformation())
                    .getPartitioner()
                    .disableUnalignedCheckpoints();
            byId.sinkTo(ends.changes()).uid("changes").name("changes");
        }
    }
}
