package io.knowstream.job.containers;

import static org.assertj.core.api.Assertions.assertThat;

import io.knowstream.job.config.ChunkingOptions;
import io.knowstream.job.config.EffectiveConfiguration;
import io.knowstream.job.config.ExtractionOptions;
import io.knowstream.job.config.IndexOptions;
import io.knowstream.job.config.ModelOptions;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessSpec;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessUtils;

/**
 * Whether what a container may take holds what a preset needs, by Flink's own arithmetic.
 *
 * <p>Off-heap, exactly the budget of the models, in whole MiB: more would be missing elsewhere. On the heap, the caches, the
 * buffers of all writers of the index, should one task manager have them all, and as much for the rest as a task manager is
 * known to work with. For RocksDB, 128 MiB a slot, or 64 where all is small.
 */
final class ContainerMemory {

    private static final MemorySize REST_OF_THE_HEAP = MemorySize.ofMebiBytes(128);
    private static final MemorySize SMALLEST_STATE = MemorySize.ofMebiBytes(64);

    /** Entities, links, relationships, chunks and documents. */
    private static final int WRITERS_OF_A_SHARD = 5;

    private ContainerMemory() {}

    /**
     * Fails if it does not.
     *
     * @param preset the job's
     * @param settings of the job, above the preset
     * @param flink Flink's configuration, with {@code taskmanager.memory.process.size}
     * @param limit of the container
     */
    static void requireRoom(String preset, Map<String, String> settings, Configuration flink, MemorySize limit) {
        Map<String, String> all = new TreeMap<>(settings);
        all.put("preset", preset);
        EffectiveConfiguration job = EffectiveConfiguration.load(null, all);
        TaskExecutorProcessSpec memory = TaskExecutorProcessUtils.processSpecFromConfig(flink);
        assertThat(memory.getTotalProcessMemorySize())
                .as("limit of the container")
                .isEqualTo(limit);
        assertThat(memory.getTaskOffHeapSize())
                .as("off-heap memory for models.budget of " + preset)
                .isEqualTo(wholeMebiBytes(job.get(ModelOptions.BUDGET)));
        assertThat(memory.getTaskHeapSize())
                .as("heap of the tasks")
                .isGreaterThanOrEqualTo(job.get(ExtractionOptions.CACHE)
                        .add(job.get(ChunkingOptions.PREPARATION_CACHE))
                        .add(job.get(IndexOptions.WRITER_MEMORY)
                                .multiply(WRITERS_OF_A_SHARD * job.get(IndexOptions.SHARDS)))
                        .add(REST_OF_THE_HEAP));
        assertThat(memory.getManagedMemorySize())
                .as("memory of RocksDB")
                .isGreaterThanOrEqualTo(SMALLEST_STATE.multiply(flink.get(TaskManagerOptions.NUM_TASK_SLOTS)));
    }

    private static MemorySize wholeMebiBytes(MemorySize size) {
        return MemorySize.ofMebiBytes((size.getBytes() + (1 << 20) - 1) >> 20);
    }
}
