package io.knowstream.job.torture;

import io.knowstream.job.torture.Strike.Kind;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;

/**
 * What is done, one step after the other: a function of the seed, of which a run does as much as it has time for.
 *
 * <p>Strikes are dealt from a shuffled deck, so that a short run meets most kinds too.
 */
final class Schedule {

    /**
     * One step.
     *
     * @param records published while the strike comes
     * @param strike what is done
     * @param recovery whether the next step waits until the job has recovered; it strikes again at once otherwise
     * @param rest before the next step
     */
    record Step(int records, Strike strike, boolean recovery, Duration rest) {}

    private static final int MOST_RECORDS = 30;
    private static final int DECKS_AN_OUTAGE = 3;

    private static final List<Kind> DECK = List.of(
            Kind.KILL_TASK_MANAGER,
            Kind.KILL_TASK_MANAGER,
            Kind.KILL_TASK_MANAGER,
            Kind.KILL_TASK_MANAGER,
            Kind.PAUSE_TASK_MANAGER,
            Kind.PAUSE_TASK_MANAGER,
            Kind.KILL_JOB_MANAGER,
            Kind.KILL_JOB_MANAGER,
            Kind.PAUSE_JOB_MANAGER,
            Kind.KILL_BROKER,
            Kind.KILL_BROKER,
            Kind.PAUSE_BROKER,
            Kind.KILL_EVERYTHING,
            Kind.RESCALE,
            Kind.RESCALE_UNDER_FIRE,
            Kind.FLOOD,
            Kind.QUIET);

    private final Random random;
    private final int taskManagers;
    private final int slots;
    private final Deque<Kind> deck = new ArrayDeque<>();
    private int decks;

    /**
     * Begins a schedule.
     *
     * @param taskManagers how many there are
     * @param slots that they have together
     */
    Schedule(long seed, int taskManagers, int slots) {
        this.random = new Random(seed);
        this.taskManagers = taskManagers;
        this.slots = slots;
    }

    /** The parallelism at the start. */
    int parallelism() {
        return 1 + random.nextInt(slots);
    }

    /** The next step. */
    Step next() {
        if (deck.isEmpty()) {
            deal();
        }
        Kind kind = deck.pop();
        int records = 1 + random.nextInt(MOST_RECORDS);
        int target = random.nextInt(taskManagers);
        Duration length = length(kind);
        int parallelism = kind == Kind.FLOOD ? 200 + random.nextInt(1_800) : 1 + random.nextInt(slots);
        boolean recovery = random.nextInt(4) > 0;
        Duration rest = millis(0, recovery ? 3_000 : 6_000);
        return new Step(records, new Strike(kind, target, length, parallelism), recovery, rest);
    }

    private void deal() {
        List<Kind> dealt = new ArrayList<>(DECK);
        if (++decks % DECKS_AN_OUTAGE == 0) {
            dealt.add(Kind.OUTAGE);
        }
        Collections.shuffle(dealt, random);
        deck.addAll(dealt);
    }

    /** Half of the pauses are shorter than the heartbeats' timeout, half are longer. */
    private Duration length(Kind kind) {
        boolean brief = random.nextBoolean();
        return switch (kind) {
            case PAUSE_TASK_MANAGER, PAUSE_JOB_MANAGER, PAUSE_BROKER -> brief
                    ? millis(500, 4_000)
                    : millis(15_000, 22_000);
            case OUTAGE -> millis(120_000, 180_000);
            default -> brief ? Duration.ZERO : millis(0, 5_000);
        };
    }

    private Duration millis(int from, int to) {
        return Duration.ofMillis(from + random.nextInt(to - from));
    }
}
