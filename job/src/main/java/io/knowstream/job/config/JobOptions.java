package io.knowstream.job.config;

import io.knowstream.metrics.StageSampler;
import java.time.Duration;
import java.util.List;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/** Keys of the Flink job as a whole. */
public final class JobOptions {

    /** The preset. */
    public static final ConfigOption<String> PRESET = ConfigOptions.key("preset")
            .stringType()
            .defaultValue("builtin")
            .withDescription("The preset that the other keys start from.");

    /** Key groups. */
    public static final ConfigOption<Integer> MAX_PARALLELISM = ConfigOptions.key("job.max-parallelism")
            .intType()
            .defaultValue(128)
            .withDescription(
                    "The highest parallelism that the job can ever be scaled to. Fixed by its first savepoint.");

    /** Checkpoints. */
    public static final ConfigOption<Duration> CHECKPOINT_INTERVAL = ConfigOptions.key("checkpoint.interval")
            .durationType()
            .defaultValue(Duration.ofSeconds(10))
            .withDescription("How often the job makes a checkpoint, and with it publishes its indices and changes.");

    /** Slow checkpoints. */
    public static final ConfigOption<Duration> CHECKPOINT_TIMEOUT = ConfigOptions.key("checkpoint.timeout")
            .durationType()
            .defaultValue(Duration.ofMinutes(10))
            .withDescription("How long a checkpoint may take until it is given up.");

    /** Restarts. */
    public static final ConfigOption<Duration> RESTART_BACKOFF = ConfigOptions.key("restart.max-backoff")
            .durationType()
            .defaultValue(Duration.ofMinutes(1))
            .withDescription("The longest wait before the job starts again after a failure; it begins with a second and"
                    + " doubles.");

    /** Sampling. */
    public static final ConfigOption<Integer> PROFILE_EVERY = ConfigOptions.key(StageSampler.EVERY)
            .intType()
            .defaultValue(0)
            .withDescription(
                    "Of one document in so many, always the same ones, the time and the allocations of each stage"
                            + " are measured, as metrics stageMicros and stageAllocatedBytes; 0 for none.");

    static final List<ConfigOption<?>> ALL =
            List.of(PRESET, MAX_PARALLELISM, CHECKPOINT_INTERVAL, CHECKPOINT_TIMEOUT, RESTART_BACKOFF, PROFILE_EVERY);

    private JobOptions() {}
}
