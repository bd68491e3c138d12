package io.knowstream.metrics;

/** Work of a stage on one thread; knows what was measured within it. Used by that thread. */
final class ThreadSpan implements StageClock.Span {

    private static final ThreadLocal<ThreadSpan> CURRENT = new ThreadLocal<>();

    private final StageTotals totals;
    private final Stage stage;
    private final double part;
    private final ThreadSpan outer;
    private final long startBytes;
    private final long startNanos;
    private long innerNanos;
    private long innerBytes;

    /** @param part of the work that counts, from 0 to 1 */
    ThreadSpan(StageTotals totals, Stage stage, double part) {
        this.totals = totals;
        this.stage = stage;
        this.part = part;
        this.outer = CURRENT.get();
        CURRENT.set(this);
        this.startBytes = ThreadAllocation.bytes();
        this.startNanos = System.nanoTime();
    }

    static StageClock.Span within(Stage stage) {
        ThreadSpan current = CURRENT.get();
        return current == null ? StageClock.Span.NOTHING : new ThreadSpan(current.totals, stage, current.part);
    }

    @Override
    public void close() {
        long nanos = System.nanoTime() - startNanos;
        long bytes = ThreadAllocation.bytes() - startBytes;
        totals.add(stage, Math.round((nanos - innerNanos) * part), Math.round((bytes - innerBytes) * part));
        if (outer == null) {
            CURRENT.remove();
        } else {
            outer.innerNanos += nanos;
            outer.innerBytes += bytes;
            CURRENT.set(outer);
        }
    }
}
