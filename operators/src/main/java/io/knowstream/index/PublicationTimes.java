package io.knowstream.index;

import io.knowstream.metrics.Metric;
import io.knowstream.metrics.Recorder;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * How long documents take from their arrival in the job until the checkpoint that holds them is complete, and with it their
 * publication decided; readers see them some milliseconds later. Not thread-safe.
 *
 * <p>A bounded number of documents is measured at a time, the first ones, as these wait the longest.
 */
public final class PublicationTimes {

    /** As many as a histogram looks back on. */
    private static final int MEASURED = 1_000;

    private final Recorder recorder;
    private final NavigableMap<Long, List<Long>> committed = new TreeMap<>();
    private List<Long> open = new ArrayList<>();
    /** All that wait, in both. */
    private int waiting;

    /** Tells a recorder. */
    public PublicationTimes(Recorder recorder) {
        this.recorder = recorder;
    }

    /** A document was written that had arrived then, in milliseconds since 1970. */
    public void written(long arrived) {
        if (waiting < MEASURED) {
            waiting++;
            open.add(arrived);
        }
    }

    /** All that was written is part of a checkpoint. */
    public void committed(long checkpoint) {
        if (!open.isEmpty()) {
            committed.computeIfAbsent(checkpoint, c -> new ArrayList<>()).addAll(open);
            open = new ArrayList<>();
        }
    }

    /** A checkpoint, and all before it, can be seen. */
    public void published(long checkpoint) {
        long now = System.currentTimeMillis();
        NavigableMap<Long, List<Long>> seen = committed.headMap(checkpoint, true);
        for (List<Long> arrivals : seen.values()) {
            waiting -= arrivals.size();
            for (long arrived : arrivals) {
                recorder.record(Metric.PUBLICATION_LATENCY, TimeUnit.MILLISECONDS.toMicros(Math.max(0, now - arrived)));
            }
        }
        seen.clear();
    }
}
