package io.knowstream.job.cli;

import java.io.PrintStream;
import java.util.Locale;

/** Shows on standard error what goes on, on one line that is written over; silent where that is no terminal. */
final class Terminal implements AutoCloseable {

    private static final int WIDTH = 100;

    private final PrintStream err;
    private final boolean shown;
    private final long start = System.nanoTime();
    private boolean dirty;

    private Terminal(PrintStream err, boolean shown) {
        this.err = err;
        this.shown = shown;
    }

    /** {@code ./knowstream} tells whether standard error is a terminal: Java cannot know. */
    static Terminal open() {
        return new Terminal(System.err, Boolean.getBoolean("knowstream.terminal"));
    }

    /** Shows what goes on, with the time since the beginning. */
    void show(String format, Object... args) {
        if (shown) {
            long seconds = (System.nanoTime() - start) / 1_000_000_000;
            String text = String.format(Locale.ROOT, format, args) + " (" + seconds + " s)";
            err.print("\r" + String.format(Locale.ROOT, "%-" + WIDTH + "s", text));
            err.flush();
            dirty = true;
        }
    }

    /** Removes the line. */
    @Override
    public void close() {
        if (dirty) {
            err.print("\r" + " ".repeat(WIDTH) + "\r");
            err.flush();
            dirty = false;
        }
    }
}
