package io.knowstream.inference.pool;

/**
 * A model that a pool held at one moment.
 *
 * @param bytes what it is charged with
 * @param leases those who use it, or load it
 * @param pinned never evicted
 * @param wanted its room is promised to one who waited long
 */
public record PooledModel(String name, long bytes, int leases, boolean pinned, boolean wanted) {

    @Override
    public String toString() {
        return name + ": " + bytes + " bytes, leases " + leases + (pinned ? ", pinned" : "")
                + (wanted ? ", wanted" : "");
    }
}
