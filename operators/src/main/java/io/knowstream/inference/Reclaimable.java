package io.knowstream.inference;

/** Holds memory that it can give back without loss of anything but time. Thread-safe. */
public interface Reclaimable {

    /**
     * Gives memory back: {@code all} of it, or only what was not used for a while.
     *
     * @return the bytes freed
     */
    long reclaim(boolean all);
}
