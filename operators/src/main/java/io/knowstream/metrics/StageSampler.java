package io.knowstream.metrics;

import java.util.Map;

/**
 * Chooses one document in so many, whose stages are measured. The choice is a function of the document's id, so that every
 * operator measures the same documents and nothing has to travel with them. Thread-safe.
 */
public final class StageSampler {

    /** The job parameter that says of how many documents one is measured; 0, or none, for none. */
    public static final String EVERY = "profile.every";

    /** Measures nothing. */
    public static final StageSampler OFF = new StageSampler(0, Recorder.NONE);

    private final int every;
    private final StageTotals totals;

    /** @param every of how many documents one is measured; 0 for none */
    public StageSampler(int every, Recorder recorder) {
        this.every = every;
        this.totals = new StageTotals(recorder);
    }

    /** As a job's parameters say. */
    public static StageSampler of(Map<String, String> jobParameters, Recorder recorder) {
        return new StageSampler(Integer.parseInt(jobParameters.getOrDefault(EVERY, "0")), recorder);
    }

    /** Whether any document is measured now. */
    public boolean isOn() {
        return every > 0 && totals.isOn();
    }

    /** Whether a document is measured now. */
    public boolean samples(String documentId) {
        return isOn() && Math.floorMod(spread(documentId.hashCode()), every) == 0;
    }

    /** The clock of a document. */
    public StageClock of(String documentId) {
        return samples(documentId) ? totals : StageClock.OFF;
    }

    /**
     * Begins a piece of work for many documents on the calling thread.
     *
     * @param part that measured documents have in it, from 0 to 1
     */
    public StageClock.Span beginShared(Stage stage, double part) {
        return part > 0 ? new ThreadSpan(totals, stage, part) : StageClock.Span.NOTHING;
    }

    /** Ids that differ in their last character, as numbers do, must not be chosen in turn: MurmurHash3's last step. */
    private static int spread(int hash) {
        int h = (hash ^ hash >>> 16) * 0x85ebca6b;
        h = (h ^ h >>> 13) * 0xc2b2ae35;
        return h ^ h >>> 16;
    }
}
