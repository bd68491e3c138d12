package io.knowstream.inference.pool;

import java.util.List;

/** What a caller has to do next, decided under the pool's lock and done outside it. */
sealed interface Step {

    /** The model is loaded, and leased to the caller. */
    record Lend(Resident model) implements Step {}

    /** Room for the model is reserved: the caller loads it. */
    record Load(Resident model) implements Step {}

    /** Working memory is charged. */
    record Grant(long bytes) implements Step {}

    /** These have to be closed to make room. */
    record Evict(List<Resident> models) implements Step {}

    /**
     * What closed models left behind has to be measured again.
     *
     * @param writeOff whether what does not come back is no longer charged
     */
    record Remeasure(boolean writeOff) implements Step {}
}
