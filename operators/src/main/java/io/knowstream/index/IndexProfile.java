package io.knowstream.index;

import io.knowstream.graph.GraphChange;
import io.knowstream.metrics.Stage;
import io.knowstream.metrics.StageClock;
import io.knowstream.metrics.StageSampler;

/**
 * What measured documents take of the index: the records of each and of its chunks as they are applied, and of the commits,
 * which write for many documents together, the part that measured documents have among those written so far. Entities,
 * links and relationships are no document's; they wait for the commit and are in its time. Used by one thread.
 */
final class IndexProfile {

    private final StageSampler sampler;
    private long documents;
    private long sampled;

    IndexProfile(StageSampler sampler) {
        this.sampler = sampler;
    }

    /** Begins to measure that a change is applied, if it is of a measured document. */
    StageClock.Span applies(GraphChange change) {
        if (!sampler.isOn() || change.op() != GraphChange.Op.UPSERT) {
            return StageClock.Span.NOTHING;
        }
        return switch (change.kind()) {
            case DOCUMENT -> {
                documents++;
                sampled += sampler.samples(change.id()) ? 1 : 0;
                yield sampler.of(change.id()).begin(Stage.INDEX);
            }
            case CHUNK -> sampler.of(change.chunk().documentId()).begin(Stage.INDEX);
            case ENTITY, LINK, RELATIONSHIP -> StageClock.Span.NOTHING;
        };
    }

    /** Begins to measure work that is for all documents together. */
    StageClock.Span shared() {
        return sampler.beginShared(Stage.INDEX, documents == 0 ? 0 : (double) sampled / documents);
    }
}
