package io.knowstream.job.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The memory of this process in RAM, as the operating system counts it: bytes that it made up, and bytes of files that are
 * mapped.
 */
record ResidentMemory(long anonymous, long files) {

    private static final Path STATUS = Path.of("/proc/self/status");

    /**
     * Reads it.
     *
     * @throws UsageException where the system does not tell
     */
    static ResidentMemory read() throws IOException {
        if (!Files.isReadable(STATUS)) {
            throw new UsageException("this needs Linux, which tells a process's memory in " + STATUS);
        }
        long anonymous = 0;
        long files = 0;
        for (String line : Files.readAllLines(STATUS)) {
            if (line.startsWith("RssAnon:")) {
                anonymous = bytes(line);
            } else if (line.startsWith("RssFile:")) {
                files = bytes(line);
            }
        }
        return new ResidentMemory(anonymous, files);
    }

    private static long bytes(String line) {
        return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
    }

    long total() {
        return anonymous + files;
    }
}
