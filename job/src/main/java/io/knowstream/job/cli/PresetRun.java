package io.knowstream.job.cli;

import io.knowstream.graph.DocumentGraph;
import io.knowstream.index.GraphReader;
import io.knowstream.inference.pool.Lease;
import io.knowstream.inference.pool.ModelPool;
import io.knowstream.inference.pool.PoolUsage;
import io.knowstream.job.config.JobConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One run of the whole job with a configuration, watched.
 *
 * @param config of the job
 * @param documents what it reads
 * @param ids of the documents
 */
record PresetRun(JobConfig config, InputFile documents, List<String> ids) {

    private static final long SAMPLE_MILLIS = 50;

    /**
     * What was seen.
     *
     * @param elapsed from the start of the job to its end, loads and the last checkpoint included
     * @param highestUsed bytes that the pool's account said at the most
     * @param highestModels loaded at the same time, pinned ones not counted
     * @param highestResident bytes of the process over what it had before, at the most
     * @param quality mean overall quality of the documents; empty where it is off
     * @param documents that came through
     */
    record Result(
            Duration elapsed,
            long highestUsed,
            int highestModels,
            long highestResident,
            OptionalDouble quality,
            int documents) {}

    Result run(Path work, int parallelism, Terminal terminal) throws Exception {
        Watch watch = new Watch();
        Duration elapsed;
        try (Lease<ModelPool> pool = ModelPool.shared(config.inference().pool())) {
            Thread thread = new Thread(() -> watch.run(pool.value()), "watch of the pool");
            thread.start();
            try {
                elapsed = new BoundedRun(config, documents, work.resolve("flink"), parallelism)
                        .run(work.resolve("rejections"), ids.size(), terminal);
            } finally {
                watch.done.set(true);
                thread.join();
            }
        }
        List<DocumentGraph> graphs = new ArrayList<>();
        try (GraphReader reader = GraphReader.open(config.index().path())) {
            for (String id : ids) {
                reader.document(id).ifPresent(graphs::add);
            }
        }
        OptionalDouble quality = graphs.stream()
                .filter(graph -> graph.quality() != null)
                .mapToDouble(graph -> graph.quality().overall() / 1e6)
                .average();
        return new Result(elapsed, watch.used, watch.models, watch.resident, quality, graphs.size());
    }

    /** Looks at the pool and the process again and again. */
    private static final class Watch {
        final AtomicBoolean done = new AtomicBoolean();
        long used;
        int models;
        long resident;

        void run(ModelPool pool) {
            try {
                long before = ResidentMemory.read().total();
                while (!done.get()) {
                    PoolUsage usage = pool.usage();
                    used = Math.max(used, usage.usedBytes());
                    models = Math.max(models, usage.models());
                    resident = Math.max(resident, ResidentMemory.read().total() - before);
                    Thread.sleep(SAMPLE_MILLIS);
                }
            } catch (Exception e) {
                throw new IllegalStateException("the run cannot be watched", e);
            }
        }
    }
}
