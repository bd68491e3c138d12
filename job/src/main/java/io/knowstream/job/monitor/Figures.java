package io.knowstream.job.monitor;

import java.time.Duration;
import java.util.Locale;

/** Figures for people, in decimal units, the same in every locale. */
public final class Figures {

    private static final double MEGA = 1e6;
    private static final double KILO = 1e3;
    private static final double PERCENT = 100;

    private Figures() {}

    /** A share from 0 to 1. */
    public static String percent(double share) {
        return String.format(Locale.ROOT, "%.0f %%", PERCENT * share);
    }

    /** In kB or MB. */
    public static String bytes(long bytes) {
        return bytes < MEGA
                ? String.format(Locale.ROOT, "%,.1f kB", bytes / KILO)
                : String.format(Locale.ROOT, "%,.0f MB", bytes / MEGA);
    }

    /** Short times in milliseconds. */
    public static String seconds(Duration time) {
        double seconds = time.toNanos() / 1e9;
        return seconds < 1
                ? String.format(Locale.ROOT, "%.1f ms", KILO * seconds)
                : String.format(Locale.ROOT, "%,.1f s", seconds);
    }
}
