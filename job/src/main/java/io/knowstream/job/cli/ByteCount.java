package io.knowstream.job.cli;

import java.util.Locale;

/** Writes numbers of bytes for people, in decimal units. */
final class ByteCount {

    private ByteCount() {}

    static String text(long bytes) {
        if (bytes >= 1_000_000_000) {
            return String.format(Locale.ROOT, "%.1f GB", bytes / 1e9);
        }
        return bytes >= 1_000_000
                ? String.format(Locale.ROOT, "%.0f MB", bytes / 1e6)
                : String.format(Locale.ROOT, "%.0f kB", Math.ceil(bytes / 1e3));
    }
}
