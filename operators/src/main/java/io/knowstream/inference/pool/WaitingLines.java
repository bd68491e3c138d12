package io.knowstream.inference.pool;

import java.util.TreeSet;

/**
 * Those who wait: in one line for models that have to be loaded, in another for working memory. Guarded by the pool's lock.
 *
 * <p>One who leaves and comes back, since it needs more than it was given, has its old place.
 */
final class WaitingLines {

    private final TreeSet<Waiter> loads = new TreeSet<>();
    private final TreeSet<Waiter> reservations = new TreeSet<>();
    private long tickets;

    Waiter joinLoads(ModelKey key, String name, long bytes, long since, long deadline) {
        Waiter waiter = new Waiter(tickets++, since, deadline, key, name, bytes);
        loads.add(waiter);
        return waiter;
    }

    void rejoinLoads(Waiter waiter, long bytes) {
        waiter.bytes = bytes;
        loads.add(waiter);
    }

    Waiter joinReservations(long bytes, long since, long deadline) {
        Waiter waiter = new Waiter(tickets++, since, deadline, null, "working memory", bytes);
        reservations.add(waiter);
        return waiter;
    }

    /** Takes one out of line, served or not. */
    void leave(Waiter waiter) {
        loads.remove(waiter);
        reservations.remove(waiter);
    }

    /** The first in line who needs a load, not one that is under way or just done; null if there is none. */
    Waiter firstLoad(Residents residents) {
        for (Waiter waiter : loads) {
            Resident resident = residents.get(waiter.key);
            if (resident == null
                    || resident.state != Resident.State.LOADING && !Residents.isLendable(resident, waiter)) {
                return waiter;
            }
        }
        return null;
    }

    boolean isFirstReservation(Waiter waiter) {
        return waiter == reservations.first();
    }

    /** How many wait. */
    int size() {
        return loads.size() + reservations.size();
    }
}
