package io.knowstream.index;

import java.io.IOException;
import java.util.List;

/** Asks queries again on both sides of a change. */
interface Replay {

    /**
     * What queries took.
     *
     * @param queries how many were asked
     * @param beforeMicros their median before the change, microseconds
     * @param afterMicros and after it
     */
    record Timing(int queries, double beforeMicros, double afterMicros) {}

    /** Opens one side, which whoever opened it releases. */
    @FunctionalInterface
    interface Side {
        IndexSnapshot open() throws IOException;
    }

    /** Asks all queries on both sides, which are opened anew as often as they are asked. */
    Timing time(List<GraphQuery<?>> queries, Side before, Side after) throws IOException;
}
