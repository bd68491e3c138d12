package io.knowstream.job.config;

import io.knowstream.metrics.StageSampler;
import java.time.Duration;
import java.util.Map;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.state.rocksdb.RocksDBConfigurableOptions;
import org.rocksdb.CompactionStyle;

/**
 * How Flink runs the job, wherever it runs.
 *
 * @param maxParallelism the highest parallelism that the job can ever be scaled to
 * @param checkpointInterval how often a checkpoint is made
 * @param checkpointTimeout how long one may take
 * @param maxBackoff the longest wait before a restart
 * @param profileEvery of how many documents the stages of one are measured; 0 for none
 */
public record FlinkSettings(
        int maxParallelism,
        Duration checkpointInterval,
        Duration checkpointTimeout,
        Duration maxBackoff,
        int profileEvery) {

    /** Flink's own bound, 2^15. */
    private static final int LARGEST_MAX_PARALLELISM = 1 << 15;

    private static final Duration FIRST_BACKOFF = Duration.ofSeconds(1);

    public FlinkSettings {
        if (maxParallelism < 1 || maxParallelism > LARGEST_MAX_PARALLELISM) {
            throw new IllegalArgumentException("job.max-parallelism must be from 1 to " + LARGEST_MAX_PARALLELISM
                    + " (got " + maxParallelism + ")");
        }
        atLeast("checkpoint.interval", checkpointInterval, Duration.ofMillis(100));
        atLeast("checkpoint.timeout", checkpointTimeout, Duration.ofSeconds(1));
        atLeast("restart.max-backoff", maxBackoff, FIRST_BACKOFF);
        if (profileEvery < 0) {
            throw new IllegalArgumentException(
                    StageSampler.EVERY + " must be at least 1, or 0 for none (got " + profileEvery + ")");
        }
    }

    private static void atLeast(String key, Duration value, Duration least) {
        if (value.compareTo(least) < 0) {
            throw new IllegalArgumentException(key + " must be at least " + ConfigReference.text(least) + " (got "
                    + ConfigReference.text(value) + ")");
        }
    }

    static FlinkSettings of(EffectiveConfiguration config) {
        return new FlinkSettings(
                config.get(JobOptions.MAX_PARALLELISM),
                config.get(JobOptions.CHECKPOINT_INTERVAL),
                config.get(JobOptions.CHECKPOINT_TIMEOUT),
                config.get(JobOptions.RESTART_BACKOFF),
                config.get(JobOptions.PROFILE_EVERY));
    }

    /** The same as Flink's own settings. */
    public Configuration toFlink() {
        return new Configuration()
                .set(PipelineOptions.NAME, "knowstream")
                // What changes no result comes to the operators this way, and so into no fingerprint.
                .set(PipelineOptions.GLOBAL_JOB_PARAMETERS, Map.of(StageSampler.EVERY, Integer.toString(profileEvery)))
                // Bounded inputs too: the batch mode would give other semantics to state and timers.
                .set(ExecutionOptions.RUNTIME_MODE, RuntimeExecutionMode.STREAMING)
                .set(PipelineOptions.MAX_PARALLELISM, maxParallelism)
                // Kryo's form of a class is nobody's contract: it must not come into state.
                .set(PipelineOptions.GENERIC_TYPES, false)
                .set(PipelineOptions.AUTO_WATERMARK_INTERVAL, Duration.ZERO)
                .set(CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE, CheckpointingMode.EXACTLY_ONCE)
                .set(CheckpointingOptions.CHECKPOINTING_INTERVAL, checkpointInterval)
                .set(CheckpointingOptions.CHECKPOINTING_TIMEOUT, checkpointTimeout)
                // Aligned barriers would wait behind chunks that wait for models.
                .set(CheckpointingOptions.ENABLE_UNALIGNED, true)
                .set(
                        CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
                        ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION)
                .set(CheckpointingOptions.INCREMENTAL_CHECKPOINTS, true)
                .set(StateBackendOptions.STATE_BACKEND, "rocksdb")
                // State is read by its keys and never iterated; see docs/decisions.md.
                .set(RocksDBConfigurableOptions.COMPACTION_STYLE, CompactionStyle.UNIVERSAL)
                // What a document has not said before is asked for with every contribution.
                .set(RocksDBConfigurableOptions.USE_BLOOM_FILTER, true)
                .set(RestartStrategyOptions.RESTART_STRATEGY, "exponential-delay")
                .set(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_INITIAL_BACKOFF, FIRST_BACKOFF)
                .set(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_MAX_BACKOFF, maxBackoff);
    }
}
