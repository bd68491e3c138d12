package io.knowstream.job.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** What the operating system says of the memory of this process. */
final class ProcessStatus {

    /** Linux has it. */
    static final Path FILE = Path.of("/proc/self/status");

    private static final long BYTES_PER_KIB = 1024;

    private ProcessStatus() {}

    /** The bytes of an entry, e.g. {@code VmHWM}; empty where the system does not tell. */
    static OptionalLong bytes(String entry) throws IOException {
        if (!Files.isReadable(FILE)) {
            return OptionalLong.empty();
        }
        try (Stream<String> lines = Files.lines(FILE)) {
            return lines.filter(line -> line.startsWith(entry + ":"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * BYTES_PER_KIB)
                    .findFirst();
        }
    }
}
