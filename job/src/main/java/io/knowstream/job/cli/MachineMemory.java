package io.knowstream.job.cli;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** The memory of this machine, or of the container that this process is in. */
final class MachineMemory {

    private MachineMemory() {}

    /** Bytes of all that there is, less what the heap may grow to: what models could be given. */
    static long available() {
        long all =
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
        return all - Runtime.getRuntime().maxMemory();
    }
}
