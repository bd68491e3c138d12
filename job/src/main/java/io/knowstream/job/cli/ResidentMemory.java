package io.knowstream.job.cli;

import java.io.IOException;

/**
 * The memory of this process in RAM, as the operating system counts it: bytes that it made up, and bytes of files that are
 * mapped.
 */
record ResidentMemory(long anonymous, long files) {

    /**
     * Reads it.
     *
     * @throws UsageException where the system does not tell
     */
    static ResidentMemory read() throws IOException {
        return new ResidentMemory(bytes("RssAnon"), bytes("RssFile"));
    }

    private static long bytes(String entry) throws IOException {
        return ProcessStatus.bytes(entry)
                .orElseThrow(() -> new UsageException(
                        "this needs Linux, which tells a process's memory in " + ProcessStatus.FILE));
    }

    long total() {
        return anonymous + files;
    }
}
