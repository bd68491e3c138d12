package io.knowstream.inference.pool;

/** A model that takes room in a pool. Guarded by the pool's lock, except what is final. */
final class Resident {

    enum State {
        /** Room is reserved, and one thread loads it; it counts as that thread's lease. */
        LOADING,
        LOADED,
        /** One thread closes it; it is charged until that is done. */
        CLOSING
    }

    final ModelKey key;
    final String name;
    final boolean pinned;

    State state = State.LOADING;
    LoadedModel model;
    long bytes;
    int leases = 1;
    long loadedAt;
    /** When the last lease was closed. */
    long idleSince;
    /** Position in the order of use. */
    long lastUse;
    /** The waiter whose turn it is to have this room: who came later is not lent the model. */
    Waiter wantedBy;

    Resident(ModelKey key, String name, boolean pinned, long bytes) {
        this.key = key;
        this.name = name;
        this.pinned = pinned;
        this.bytes = bytes;
    }

    boolean isIdle() {
        return state == State.LOADED && leases == 0;
    }

    PooledModel snapshot() {
        return new PooledModel(name, bytes, leases, pinned, wantedBy != null);
    }
}
