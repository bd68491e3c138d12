package io.knowstream.metrics;

import java.lang.management.ManagementFactory;

/** What a thread allocates on the heap, where the JVM counts it, as HotSpot does. */
final class ThreadAllocation {

    private static final com.sun.management.ThreadMXBean THREADS = find();

    private ThreadAllocation() {}

    private static com.sun.management.ThreadMXBean find() {
        return ManagementFactory.getThreadMXBean() instanceof com.sun.management.ThreadMXBean threads
                        && threads.isThreadAllocatedMemorySupported()
                        && threads.isThreadAllocatedMemoryEnabled()
                ? threads
                : null;
    }

    /** Bytes that the calling thread has allocated since it began; always 0 where nobody counts them. */
    static long bytes() {
        return THREADS == null ? 0 : THREADS.getCurrentThreadAllocatedBytes();
    }
}
