package io.knowstream.inference.pool;

/** One who waits for a model or for working memory. Guarded by the pool's lock, except what is final. */
final class Waiter implements Comparable<Waiter> {

    /** Position in line. */
    final long ticket;

    final long since;
    final long deadline;
    /** Null for working memory. */
    final ModelKey key;

    /** Who waits, for messages. */
    final String name;
    /** Bytes needed; corrected if a load shows that they are more. */
    long bytes;

    Waiter(long ticket, long since, long deadline, ModelKey key, String name, long bytes) {
        this.ticket = ticket;
        this.since = since;
        this.deadline = deadline;
        this.key = key;
        this.name = name;
        this.bytes = bytes;
    }

    @Override
    public int compareTo(Waiter other) {
        return Long.compare(ticket, other.ticket);
    }
}
