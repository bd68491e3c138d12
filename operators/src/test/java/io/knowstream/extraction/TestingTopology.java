package io.knowstream.extraction;

import io.knowstream.chunking.ChunkingConfig;
import io.knowstream.chunking.ChunkingOperator;
import io.knowstream.chunking.PreparationFunction;
import io.knowstream.documents.AdmissionFunction;
import io.knowstream.documents.DocumentsConfig;
import io.knowstream.documents.ModelMemory;
import io.knowstream.graph.ConfigurationFingerprint;
import io.knowstream.graph.DocumentUpdate;
import io.knowstream.inference.pool.PoolConfig;
import io.knowstream.inference.roles.InferenceConfig;
import io.knowstream.resolution.ResolutionConfig;
import io.knowstream.resolution.ResolutionOperator;
import java.time.Duration;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.streaming.api.datastream.DataStream;

/** The production operators from admission to resolution, with a chunk reader that a test hands in. */
final class TestingTopology {

    private static final Duration RETENTION = Duration.ofDays(7);
    private static final long CACHE_BYTES = 1 << 20;

    private static final ConfigurationFingerprint CONFIGURATION =
            new ConfigurationFingerprint("whole", "models", "smaller models", true, false, true);

    private TestingTopology() {}

    /** Flink's settings as in production, with frequent checkpoints. */
    static Configuration settings(Duration checkpointInterval) {
        return new Configuration()
                .set(CheckpointingOptions.CHECKPOINTING_INTERVAL, checkpointInterval)
                .set(CheckpointingOptions.ENABLE_UNALIGNED, true)
                .set(StateBackendOptions.STATE_BACKEND, "rocksdb")
                .set(PipelineOptions.GENERIC_TYPES, false);
    }

    static ResolutionOperator.Streams attach(
            DataStream<DocumentUpdate> updates,
            ChunkingConfig chunking,
            ExtractionConfig extraction,
            ChunkReader.Opening reader) {
        ChunkingOperator.Streams chunked = ChunkingOperator.attach(
                PreparationFunction.attach(
                        AdmissionFunction.attach(
                                updates,
                                new DocumentsConfig(RETENTION, false, 1, Duration.ofDays(1)),
                                CONFIGURATION,
                                Enough::new),
                        chunking,
                        InferenceConfig.of(1 << 20),
                        CACHE_BYTES,
                        CONFIGURATION),
                RETENTION,
                CONFIGURATION);
        return ResolutionOperator.attach(
                chunked.manifests(),
                ExtractionFunction.attach(
                        chunked.tasks(), extraction, extraction, PoolConfig.of(1 << 20), CONFIGURATION, reader),
                new ResolutionConfig(true, RETENTION));
    }

    /** Memory that suffices. */
    private static final class Enough implements ModelMemory {
        @Override
        public Level level() {
            return Level.AVAILABLE;
        }

        @Override
        public void close() {}
    }
}
