package io.knowstream.documents;

import java.io.Serializable;

/**
 * How much room the models of this task manager have at the moment, as admission asks for it: once for each changed
 * document and for each one in line, so the answer must be cheap. Any thread may ask.
 */
public interface ModelMemory extends AutoCloseable {

    /** The room that is left. */
    enum Level {
        /** There is room: documents are extracted in full, and provisional ones again. */
        AVAILABLE,
        /** There is little: what is admitted may be extracted the degraded way. */
        LIMITED,
        /** There is none: work queues, and nothing is degraded. */
        CRITICAL
    }

    /** Begins to watch the memory of the task manager that it is called in; the job carries it there. */
    interface Opening extends Serializable {
        /** Watches until closed. */
        ModelMemory open();
    }

    /** The level now. */
    Level level();

    /** Ends the watch; closing twice is harmless. */
    @Override
    void close();
}
