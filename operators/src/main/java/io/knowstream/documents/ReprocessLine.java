package io.knowstream.documents;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The documents of a subtask that are in line to be admitted again: how many, and when each has its turn.
 *
 * <p>The line itself is the state and the timers of the documents, so that its length costs no memory here. Turns are
 * at least {@code 1000 / rate} milliseconds apart: a document that cannot go when its turn comes takes one at the end
 * of the line, so that looking costs no more than going, however long the line is. Timers that are late come all at
 * once, after a restore or when the task was held up; the time of the last to go keeps the rate then.
 *
 * <p>A document waits for memory no longer than its patience lasts. At its next turn it goes, like one that was never
 * provisional, and its chunks queue for the models. So the line ends, also where memory stays limited for ever: each
 * goes within its patience and as many turns as there are documents in line.
 *
 * <p>It logs once that documents begin to be provisional, that they begin to be admitted again, and that none is left.
 * Not thread-safe, but for {@link #outstanding()}.
 */
final class ReprocessLine {

    private static final Logger LOG = LoggerFactory.getLogger(ReprocessLine.class);

    private enum Phase {
        SETTLED,
        DEGRADING,
        CATCHING_UP
    }

    private final String task;
    private final double rate;
    private final long gapMillis;
    private final long patienceMillis;

    private Phase phase = Phase.SETTLED;
    private long lastNow = Long.MIN_VALUE;
    private long lastTurn = Long.MIN_VALUE;
    private long nextToGo = Long.MIN_VALUE;
    private long admittedAgain;
    /** Written by the task's thread alone. */
    private volatile long outstanding;
    /** Documents that may join, as they are yet to be compared with a changed configuration; written likewise. */
    private volatile long uncompared;

    /**
     * @param task whose line it is, for the log
     * @param rate documents a second
     * @param patience how long a document waits for memory
     */
    ReprocessLine(String task, double rate, Duration patience) {
        this.task = task;
        this.rate = rate;
        this.gapMillis = (long) Math.ceil(1_000 / rate);
        this.patienceMillis = patience.toMillis();
    }

    /** Starts with the documents that were in line before. */
    void restore(long count) {
        outstanding = count;
        if (count > 0) {
            phase = Phase.DEGRADING;
            LOG.info("{}: {} documents of before are in line to be extracted again", task, count);
        }
    }

    /** How many documents are in line, or may be found to belong there. Any thread may ask. */
    long outstanding() {
        return outstanding + uncompared;
    }

    /** The configuration has changed: so many documents are compared with it. */
    void beginComparison(long documents) {
        uncompared = Math.max(1, documents - outstanding);
        LOG.info("{}: the configuration has changed; {} documents of before are compared with it", task, documents);
    }

    /** One of them has been compared, and is in line if it belongs there. */
    void compared() {
        uncompared = Math.max(1, uncompared - 1);
    }

    /** All of them have been compared. */
    void endComparison() {
        uncompared = 0;
        LOG.info(
                "{}: {} documents are in line to be extracted again as it is configured now, {} a second at most",
                task,
                outstanding,
                rate);
        settle();
    }

    /** A document joins the line; returns its turn in milliseconds. */
    long join(long nowMillis) {
        outstanding++;
        return back(nowMillis);
    }

    /** Takes a turn at the end of the line, in milliseconds. */
    long back(long nowMillis) {
        look(nowMillis);
        lastTurn = Math.max(lastTurn, nowMillis) + gapMillis;
        return lastTurn;
    }

    /** Whether a document that joined at {@code sinceMillis} waits for memory no longer. */
    boolean isImpatient(long sinceMillis, long nowMillis) {
        return nowMillis - sinceMillis >= patienceMillis;
    }

    /** Whether the rate lets a document go now; if so, the next may go a gap later. */
    boolean mayGo(long nowMillis) {
        look(nowMillis);
        if (nowMillis < nextToGo) {
            return false;
        }
        nextToGo = nowMillis + gapMillis;
        return true;
    }

    /** Where the clock was set back, turns go on from where it is now, and not from where it was. */
    private void look(long nowMillis) {
        if (nowMillis < lastNow) {
            lastTurn = nowMillis;
            nextToGo = Math.min(nextToGo, nowMillis + gapMillis);
        }
        lastNow = nowMillis;
    }

    /** Notes that a document, in line by now, was admitted provisional. */
    void admittedProvisional() {
        if (phase != Phase.DEGRADING) {
            phase = Phase.DEGRADING;
            LOG.info(
                    "{}: memory for models is limited; documents are admitted provisional, {} outstanding",
                    task,
                    outstanding);
        }
    }

    /** A document leaves the line, as it is admitted again. */
    void leaveAdmitted() {
        if (phase != Phase.CATCHING_UP) {
            phase = Phase.CATCHING_UP;
            LOG.info("{}: {} documents in line are extracted again, {} a second at most", task, outstanding, rate);
        }
        admittedAgain++;
        leave();
    }

    /** A document leaves the line, as it was replaced or deleted. */
    void leave() {
        outstanding--;
        settle();
    }

    private void settle() {
        if (outstanding() == 0) {
            phase = Phase.SETTLED;
            LOG.info(
                    "{}: no document is outstanding; {} were admitted again, the others were replaced or deleted, or what"
                            + " they were admitted under is configured again",
                    task,
                    admittedAgain);
            admittedAgain = 0;
        }
    }
}
