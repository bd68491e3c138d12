package io.knowstream.inference.pool;

import java.util.Collection;
import java.util.concurrent.TimeUnit;

/**
 * How many bytes loaded models took for how long, in byte-seconds, and how much of that while nobody leased them and they
 * could have been closed. A load and what working memory takes do not count. Guarded by the pool's lock.
 */
final class ByteTime {

    private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

    private double heldByGone;
    private double idleSoFar;

    /** A model that nobody leased was just leased. */
    void lent(Resident resident, long now) {
        idleSoFar += idle(resident, now);
    }

    /** A model is no more. */
    void removed(Resident resident, long now) {
        heldByGone += held(resident, now);
        if (resident.leases == 0) {
            idleSoFar += idle(resident, now);
        }
    }

    /** All so far, the models that are there included. */
    double held(Collection<Resident> living, long now) {
        return heldByGone + living.stream().mapToDouble(each -> held(each, now)).sum();
    }

    /** The part of it in which nobody leased them. */
    double idle(Collection<Resident> living, long now) {
        return idleSoFar
                + living.stream()
                        .filter(each -> each.leases == 0)
                        .mapToDouble(each -> idle(each, now))
                        .sum();
    }

    private static double held(Resident resident, long now) {
        return resident.state == Resident.State.LOADING
                ? 0
                : resident.bytes * ((now - resident.loadedAt) / NANOS_PER_SECOND);
    }

    /** Nothing of a pinned model, which no timeout unloads. */
    private static double idle(Resident resident, long now) {
        return resident.pinned ? 0 : resident.bytes * ((now - resident.idleSince) / NANOS_PER_SECOND);
    }
}
