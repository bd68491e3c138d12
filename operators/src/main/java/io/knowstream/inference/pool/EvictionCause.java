package io.knowstream.inference.pool;

/** Why a model was evicted. */
enum EvictionCause {
    /** Another model, or working memory, needed its room. */
    ROOM,
    /** Nobody leased it for the idle timeout. */
    IDLE,
    /** A cleanup, since the budget ran full. */
    CLEANUP
}
