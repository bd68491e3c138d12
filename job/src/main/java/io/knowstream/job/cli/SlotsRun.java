package io.knowstream.job.cli;

import io.knowstream.extraction.ExtractionFunction;
import io.knowstream.extraction.SimulatedService;
import io.knowstream.job.Pipeline;
import io.knowstream.job.config.JobConfig;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.flink.configuration.MemorySize;

/**
 * The production topology on a number of slots, as fast as it goes.
 *
 * @param slots of all task managers
 * @param perTaskManager slots of a task manager, at the most
 * @param service the time that a simulated service takes for a chunk; null for the models of the configuration
 */
record SlotsRun(int slots, int perTaskManager, Duration service) {

    /** More than a slot does in the time. */
    private static final int DOCUMENTS_A_SLOT = 400_000;

    private static final MemorySize MANAGED_MEMORY_A_SLOT = MemorySize.ofMebiBytes(64);
    private static final MemorySize NETWORK_MEMORY = MemorySize.ofMebiBytes(64);
    /** Every task talks to every other, through buffers for each pair: they grow with the square of the slots. */
    private static final MemorySize NETWORK_MEMORY_A_SLOT = MemorySize.ofMebiBytes(2);

    SlotsRun {
        if (slots < 1 || slots > perTaskManager && slots % perTaskManager != 0) {
            throw new UsageException(
                    "slots must be at least 1, and above --slots-per-task-manager a multiple of it (got " + slots
                            + " and " + perTaskManager + ")");
        }
    }

    int taskManagers() {
        return Math.max(1, slots / perTaskManager);
    }

    /** Documents a second if so many threads of each slot waited for the service all the time; NaN without one. */
    double bound(int threads) {
        return service == null ? Double.NaN : slots * threads * 1e9 / service.toNanos();
    }

    /**
     * Documents of one chunk a second.
     *
     * @param config of the job, without a cache of extractions
     * @param seed of the documents
     */
    double run(JobConfig config, Duration before, Duration during, long seed, Path work, Terminal terminal)
            throws Exception {
        ScaleWorkload workload = new ScaleWorkload(ScaleSkew.UNIFORM, slots * DOCUMENTS_A_SLOT, 0, 0, slots, seed);
        int each = slots / taskManagers();
        LocalCluster.Size size = new LocalCluster.Size(
                taskManagers(),
                each,
                MANAGED_MEMORY_A_SLOT.multiply(each),
                NETWORK_MEMORY.add(NETWORK_MEMORY_A_SLOT.multiply(slots * each)));
        terminal.show("%d slots in %d task managers", slots, taskManagers());
        try (ScaleJob job = ScaleJob.start(config, workload, size, extraction(config), work, terminal)) {
            job.beginReading();
            return job.rate(before, during);
        }
    }

    private Pipeline.Extraction extraction(JobConfig config) {
        if (service == null) {
            return Pipeline.models(config);
        }
        SimulatedService simulated = new SimulatedService(service, SpottedNames::in);
        return chunks -> ExtractionFunction.attach(
                chunks, config.extraction(), config.inference(), config.fingerprint(), simulated);
    }
}
