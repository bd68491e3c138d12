package io.knowstream.inference.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class ProcessMemoryTest {

    private static final long MIB = 1 << 20;
    private static final int PAGE = 4096;

    @Test
    void findsTheHeapInWhatEachCollectorSays() {
        assertThat(ProcessMemory.Heap.parse(
                        " garbage-first heap   total 389120K, used 12344K [0x00000000c0000000, 0x0000000100000000)\n"
                                + " Metaspace       used 11491K, committed 11712K, reserved 1114112K"))
                .isEqualTo(new ProcessMemory.Heap(0xc0000000L, 0x100000000L));
        assertThat(
                        ProcessMemory.Heap.parse(
                                " def new generation   total 1K, used 2K [0x00000000c0000000, 0x00000000c7e00000, 0x00000000d5550000)\n"
                                        + "  eden space 3K,  28% used [0x00000000c0000000, 0x00000000c1c42e70, 0x00000000c64e0000)\n"
                                        + " tenured generation   total 4K [0x00000000d5550000, 0x00000000e5150000, 0x0000000100000000)"))
                .isEqualTo(new ProcessMemory.Heap(0xc0000000L, 0x100000000L));
        assertThat(ProcessMemory.Heap.parse(" object space 258048K, 0% used [0x00000000c0000000,0x00000000c0000000,"
                        + "0x00000000eab00000)"))
                .isEqualTo(new ProcessMemory.Heap(0xc0000000L, 0xeab00000L));
        assertThat(ProcessMemory.Heap.parse("Reserved region:\n - [0x00000000c0000000, 0x0000000100000000) \n"
                        + " - map (vanilla): 0x0000000000011800\n"))
                .isEqualTo(new ProcessMemory.Heap(0xc0000000L, 0x100000000L));
        assertThat(ProcessMemory.Heap.parse(" ZHeap           used 64M, capacity 378M, max capacity 1024M"))
                .isNull();
    }

    @Test
    void sumsWhatIsResidentOutsideTheHeap() throws Exception {
        String smaps =
                "c0000000-c7e00000 rw-p 00000000 00:00 0 \nSize: 9 kB\nRss:     500 kB\nPss: 1 kB\nAnonymous: 1 kB\n"
                        + "7f0000000000-7f0000001000 r--p 00000000 08:01 77 /lib/libm.so\nRss:       3 kB\nVmFlags: rd\n"
                        + "ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0 [vsyscall]\nRss:       4 kB\n";

        assertThat(ProcessMemory.residentBytes(
                        new BufferedReader(new StringReader(smaps)), new ProcessMemory.Heap(0xc0000000L, 0x100000000L)))
                .isEqualTo(7 * 1024);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void seesADirectBufferComeAndGo() {
        NativeMemory memory = ProcessMemory.ofThisProcess();
        assertThat(memory.isMeasured()).isTrue();
        long before = memory.residentBytes();
        List<ByteBuffer> buffers = new ArrayList<>();
        ByteBuffer buffer = ByteBuffer.allocateDirect((int) (64 * MIB));
        for (int i = 0; i < buffer.capacity(); i += PAGE) {
            buffer.put(i, (byte) 1);
        }
        buffers.add(buffer);
        long touched = memory.residentBytes();
        assertThat(touched - before).isBetween(60 * MIB, 80 * MIB);

        buffer = null;
        buffers.clear();

        Awaitility.await().until(() -> {
            System.gc();
            memory.trim();
            return touched - memory.residentBytes() > 56 * MIB;
        });
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void leavesTheJavaHeapOut() {
        NativeMemory memory = ProcessMemory.ofThisProcess();
        long before = memory.residentBytes();
        byte[][] heap = new byte[64][];
        for (int i = 0; i < heap.length; i++) {
            heap[i] = new byte[(int) MIB];
            java.util.Arrays.fill(heap[i], (byte) i);
        }

        assertThat(memory.residentBytes() - before).isLessThan(16 * MIB);
        assertThat(heap[63][0]).isEqualTo((byte) 63);
    }
}
