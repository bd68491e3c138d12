package io.knowstream.chunking;

import java.util.LinkedHashMap;
import java.util.Map;

/** The documents with tasks that wait, each taken in its turn. Used by the task's thread; others may read how many wait. */
final class Turns {

    /** When each document came into the job, in milliseconds since 1970; null where that was before a restore. */
    private final Map<String, Long> arrivals = new LinkedHashMap<>();

    private volatile long tasks;

    /** The document whose turn it is. */
    record Turn(String documentId, Long arrived) {}

    boolean isEmpty() {
        return arrivals.isEmpty();
    }

    /** How many tasks wait. */
    long tasks() {
        return tasks;
    }

    /** Queues a document up. */
    void add(String documentId, Long arrived, int count) {
        arrivals.put(documentId, arrived);
        tasks += count;
    }

    /** Takes the next document out of the queue; its tasks go on to wait until they are {@linkplain #sent sent}. */
    Turn next() {
        String documentId = arrivals.keySet().iterator().next();
        return new Turn(documentId, arrivals.remove(documentId));
    }

    /** Queues a document up again of which tasks are left. */
    void again(Turn turn) {
        arrivals.put(turn.documentId, turn.arrived);
    }

    /** So many tasks wait no more. */
    void sent(int count) {
        tasks -= count;
    }

    /** Forgets a document and its tasks, if it is in the queue. */
    void remove(String documentId, int count) {
        if (arrivals.containsKey(documentId)) {
            arrivals.remove(documentId);
            tasks -= count;
        }
    }
}
