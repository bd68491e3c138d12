package io.knowstream.inference.pool;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The native memory of this process by what Linux says of each mapping in {@code /proc/self/smaps} (see proc(5)), the Java
 * heap left out. Thread-safe.
 *
 * <p>Where the heap lies is what the virtual machine's diagnostic command {@code GC.heap_info} says; a collector that does
 * not say it (ZGC) cannot be left out, so that nothing is measured. {@code System.trim_native_heap} (Linux with glibc, JDK
 * 17.0.9 and newer) asks the allocator for its free pages.
 */
final class ProcessMemory implements NativeMemory {

    private static final Logger LOG = LoggerFactory.getLogger(ProcessMemory.class);

    private static final Path MAPPINGS = Path.of("/proc/self/smaps");
    private static final String COMMANDS = "com.sun.management:type=DiagnosticCommand";
    private static final Pattern RANGE = Pattern.compile("\\[(0x[0-9a-f]+)\\s*,[^)\\]]*?(0x[0-9a-f]+)[)\\]]");
    private static final Pattern MAPPING = Pattern.compile("([0-9a-f]+)-[0-9a-f]+ .*");
    private static final Pattern RESIDENT = Pattern.compile("Rss:\\s+(\\d+) kB");
    private static final long KB = 1 << 10;

    private final Heap heap;
    private volatile long last;

    /** Where the Java heap may lie. */
    record Heap(long start, long end) {

        /** The smallest range that holds all that a collector lists; null where it lists none. */
        static Heap parse(String info) {
            Matcher matcher = RANGE.matcher(info);
            long start = Long.MAX_VALUE;
            long end = Long.MIN_VALUE;
            while (matcher.find()) {
                start = Math.min(start, Long.decode(matcher.group(1)));
                end = Math.max(end, Long.decode(matcher.group(2)));
            }
            return start < end ? new Heap(start, end) : null;
        }

        boolean holds(long address) {
            return start <= address && address < end;
        }
    }

    private ProcessMemory(Heap heap) {
        this.heap = heap;
    }

    /** This process's memory; {@link NativeMemory#UNMEASURED} where the platform does not tell. */
    static NativeMemory ofThisProcess() {
        String info = command("gcHeapInfo");
        Heap heap = info == null ? null : Heap.parse(info);
        if (heap == null || !Files.isReadable(MAPPINGS)) {
            LOG.info("native memory cannot be measured here: models are charged with what they declare");
            return UNMEASURED;
        }
        return new ProcessMemory(heap);
    }

    @Override
    public boolean isMeasured() {
        return true;
    }

    @Override
    public long residentBytes() {
        try (BufferedReader mappings = Files.newBufferedReader(MAPPINGS, StandardCharsets.ISO_8859_1)) {
            last = residentBytes(mappings, heap);
            return last;
        } catch (IOException e) {
            // As when the process has no file descriptor left: no reason to let go of what is loaded.
            LOG.warn("cannot read {}: the memory of this process is taken as unchanged", MAPPINGS, e);
            return last;
        }
    }

    /** Sums what is resident in the mappings that do not begin in the heap. */
    static long residentBytes(BufferedReader mappings, Heap heap) throws IOException {
        long bytes = 0;
        boolean counts = false;
        for (String line = mappings.readLine(); line != null; line = mappings.readLine()) {
            if (counts && line.startsWith("Rss:")) {
                Matcher resident = RESIDENT.matcher(line);
                if (resident.matches()) {
                    bytes += Long.parseLong(resident.group(1)) * KB;
                }
            } else if (isHexDigit(line)) {
                Matcher mapping = MAPPING.matcher(line);
                if (mapping.matches()) {
                    counts = !heap.holds(Long.parseUnsignedLong(mapping.group(1), 16));
                }
            }
        }
        return bytes;
    }

    /** The names of values begin with a capital, addresses do not. */
    private static boolean isHexDigit(String line) {
        char first = line.isEmpty() ? ' ' : line.charAt(0);
        return first >= '0' && first <= '9' || first >= 'a' && first <= 'f';
    }

    @Override
    public void trim() {
        command("systemTrimNativeHeap");
    }

    /** What a diagnostic command says; null where there is none of that name. */
    private static String command(String name) {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        try {
            return (String) server.invoke(new ObjectName(COMMANDS), name, new Object[0], new String[0]);
        } catch (JMException | RuntimeException e) {
            LOG.debug("this virtual machine has no diagnostic command {}", name, e);
            return null;
        }
    }
}
