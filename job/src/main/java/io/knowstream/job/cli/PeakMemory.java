package io.knowstream.job.cli;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.OptionalLong;

/** The most memory that this process has had so far, in bytes. */
final class PeakMemory {

    private PeakMemory() {}

    /** In RAM, as the operating system counts it; empty where it does not tell, as only Linux does. */
    static OptionalLong process() throws IOException {
        return ProcessStatus.bytes("VmHWM");
    }

    /** On the heap, garbage included: the peaks of its parts, added. */
    static long heap() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .map(MemoryPoolMXBean::getPeakUsage)
                .mapToLong(usage -> usage.getUsed())
                .sum();
    }
}
