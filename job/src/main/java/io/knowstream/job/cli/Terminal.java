package io.knowstream.job.cli;

import java.io.PrintStream;
import java.util.Locale;

/** Shows on standard error what goes on, on one line that is written over; silent where that is no terminal. */
final class Terminal implements AutoCloseable {

    private static final int WIDEST = 100;
    private static final int USUAL_COLUMNS = 80;
    private static final int FEWEST_COLUMNS = 20;

    private final PrintStream err;
    private final boolean shown;
    private final int width;
    private final long start = System.nanoTime();
    private boolean dirty;

    /** A terminal of so many columns; a line that filled the last one would go on in the next line. */
    Terminal(PrintStream err, boolean shown, int columns) {
        this.err = err;
        this.shown = shown;
        this.width = Math.min(WIDEST, (columns < FEWEST_COLUMNS ? USUAL_COLUMNS : columns) - 1);
    }

    /** {@code ./knowstream} tells whether standard error is a terminal, and how wide: Java cannot know. */
    static Terminal open() {
        return new Terminal(
                System.err,
                Boolean.getBoolean("knowstream.terminal"),
                Integer.getInteger("knowstream.columns", USUAL_COLUMNS));
    }

    /** Shows what goes on, with the time since the beginning. */
    void show(String format, Object... args) {
        if (shown) {
            long seconds = (System.nanoTime() - start) / 1_000_000_000;
            String text = String.format(Locale.ROOT, format, args) + " (" + seconds + " s)";
            err.print("\r" + String.format(Locale.ROOT, "%-" + width + "." + width + "s", text));
            err.flush();
            dirty = true;
        }
    }

    /** Removes the line. */
    @Override
    public void close() {
        if (dirty) {
            err.print("\r" + " ".repeat(width) + "\r");
            err.flush();
            dirty = false;
        }
    }
}
