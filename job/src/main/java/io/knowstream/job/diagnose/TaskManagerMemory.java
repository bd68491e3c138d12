package io.knowstream.job.diagnose;

/**
 * What a task manager may take.
 *
 * @param offHeap bytes of {@code taskmanager.memory.task.off-heap.size}
 */
public record TaskManagerMemory(String id, long offHeap) {

    /** What Flink shows where nothing bounds it: 1 TiB. */
    private static final long UNBOUNDED = 1L << 40;

    /** Whether anything bounds it: a cluster inside one process is not bounded. */
    public boolean bounded() {
        return offHeap < UNBOUNDED;
    }
}
