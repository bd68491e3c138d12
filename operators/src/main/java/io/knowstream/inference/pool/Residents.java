package io.knowstream.inference.pool;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The models of a pool (loading, loaded, closing), who may be lent them, and which of them go for others. Guarded by the
 * pool's lock.
 *
 * <p>A pinned model never goes, a leased one not before it is given back, and one under the churn guard not before it was
 * loaded for that long. Of the others the least recently used go first.
 */
final class Residents {

    private final Map<ModelKey, Resident> models = new HashMap<>();
    private final long minResidency;
    private long uses;

    /** @param minResidency the churn guard, in nanoseconds */
    Residents(long minResidency) {
        this.minResidency = minResidency;
    }

    /** The model of a key; null if there is none. */
    Resident get(ModelKey key) {
        return models.get(key);
    }

    boolean contains(ModelKey key) {
        return models.containsKey(key);
    }

    Collection<Resident> all() {
        return models.values();
    }

    void add(Resident resident) {
        models.put(resident.key, resident);
    }

    void remove(Resident resident) {
        models.remove(resident.key);
    }

    /** Whether a model is loaded and not promised to another; a newcomer has no waiter. */
    static boolean isLendable(Resident resident, Waiter waiter) {
        return resident.state == Resident.State.LOADED
                && (resident.wantedBy == null || waiter != null && waiter.compareTo(resident.wantedBy) < 0);
    }

    /** Leases a model if it can be lent; null otherwise. */
    Resident lend(ModelKey key, Waiter waiter) {
        Resident resident = models.get(key);
        if (resident == null || !isLendable(resident, waiter)) {
            return null;
        }
        resident.leases++;
        use(resident);
        return resident;
    }

    /** Ends a lease; true if it was the last. */
    boolean giveBack(Resident resident, long now) {
        resident.leases--;
        use(resident);
        if (resident.leases > 0) {
            return false;
        }
        resident.idleSince = now;
        return true;
    }

    /** Ends a load: the model is leased to the one who loaded it. */
    void loaded(Resident resident, LoadedModel model, long bytes, long now) {
        resident.model = model;
        resident.bytes = bytes;
        resident.state = Resident.State.LOADED;
        resident.loadedAt = now;
        use(resident);
    }

    private void use(Resident resident) {
        resident.lastUse = ++uses;
    }

    /** Idle models that the churn guard does not protect. */
    Stream<Resident> evictable(long now) {
        return outlived(now).filter(Resident::isIdle);
    }

    /** Loaded models that may be evicted once they are idle. */
    private Stream<Resident> outlived(long now) {
        return models.values().stream()
                .filter(r -> r.state == Resident.State.LOADED && !r.pinned && now - r.loadedAt >= minResidency);
    }

    /** Marks idle models that free together what is missing as being closed; none if all do not free enough. */
    List<Resident> claimVictims(long bytes, int count, long now) {
        return claim(leastRecentlyUsed(evictable(now), bytes, count));
    }

    /** Marks models as being closed. */
    static List<Resident> claim(List<Resident> victims) {
        victims.forEach(victim -> victim.state = Resident.State.CLOSING);
        return victims;
    }

    /** What is being closed for room, and will free some. */
    List<Resident> closing() {
        return models.values().stream()
                .filter(r -> r.state == Resident.State.CLOSING && !r.pinned)
                .toList();
    }

    /** Promises the room of models in use to one who waited long: newcomers are not lent them until it was served. */
    void promise(Waiter waiter, long missing, int count, long now) {
        List<Resident> promised = models.values().stream()
                .filter(r -> r.wantedBy == waiter && r.state == Resident.State.LOADED)
                .toList();
        leastRecentlyUsed(
                        outlived(now).filter(r -> r.wantedBy == null),
                        missing - bytesOf(promised),
                        count - promised.size())
                .forEach(resident -> resident.wantedBy = waiter);
    }

    /** Ends what was promised to one who waits no longer. */
    void release(Waiter waiter) {
        for (Resident resident : models.values()) {
            if (resident.wantedBy == waiter) {
                resident.wantedBy = null;
            }
        }
    }

    /** The least recently used ones that free enough together; none if all do not. */
    private static List<Resident> leastRecentlyUsed(Stream<Resident> from, long bytes, int count) {
        List<Resident> victims = new ArrayList<>();
        long bytesLeft = bytes;
        int left = count;
        for (Resident resident :
                from.sorted(Comparator.comparingLong(r -> r.lastUse)).toList()) {
            if (bytesLeft <= 0 && left <= 0) {
                break;
            }
            victims.add(resident);
            bytesLeft -= resident.bytes;
            left--;
        }
        return bytesLeft <= 0 && left <= 0 ? victims : List.of();
    }

    static long bytesOf(List<Resident> models) {
        return models.stream().mapToLong(r -> r.bytes).sum();
    }

    /** What pinned models take, but one. */
    long pinnedBytes(Resident but) {
        return models.values().stream()
                .filter(r -> r.pinned && r != but)
                .mapToLong(r -> r.bytes)
                .sum();
    }

    int unpinned() {
        return (int) models.values().stream().filter(r -> !r.pinned).count();
    }

    /** What models of a name are charged with. */
    long bytesOf(String name) {
        return models.values().stream()
                .filter(model -> model.name.equals(name))
                .mapToLong(model -> model.bytes)
                .sum();
    }

    List<PooledModel> snapshot() {
        return models.values().stream()
                .map(Resident::snapshot)
                .sorted(Comparator.comparing(PooledModel::name))
                .toList();
    }
}
