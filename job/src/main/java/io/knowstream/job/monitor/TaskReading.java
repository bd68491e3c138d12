package io.knowstream.job.monitor;

import java.util.Map;
import java.util.Set;

/**
 * How a task of the topology fares, in shares of the time of its subtasks.
 *
 * @param parallelism subtasks
 * @param busy from 0 to 1
 * @param backPressured from 0 to 1
 * @param recordsPerSecond records that come in; of a source, that go out
 */
public record TaskReading(String name, int parallelism, Spread busy, Spread backPressured, Spread recordsPerSecond) {

    private static final String BUSY = "busyTimeMsPerSecond";
    private static final String BACK_PRESSURED = "backPressuredTimeMsPerSecond";
    private static final String IN = "numRecordsInPerSecond";
    private static final String OUT = "numRecordsOutPerSecond";

    /** Flink's metrics that it is made of. */
    static final Set<String> METRICS = Set.of(BUSY, BACK_PRESSURED, IN, OUT);

    private static final double MILLIS_PER_SECOND = 1_000;

    /** Of the values of {@link #METRICS} that there are. */
    static TaskReading of(String name, Map<String, Spread> values) {
        Spread busy = values.getOrDefault(BUSY, Spread.of(0));
        Spread nothing = new Spread(0, 0, 0, busy.subtasks());
        Spread in = values.getOrDefault(IN, nothing);
        return new TaskReading(
                name,
                busy.subtasks(),
                share(busy),
                share(values.getOrDefault(BACK_PRESSURED, nothing)),
                in.sum() > 0 ? in : values.getOrDefault(OUT, nothing));
    }

    private static Spread share(Spread millisPerSecond) {
        return new Spread(
                millisPerSecond.min() / MILLIS_PER_SECOND,
                millisPerSecond.max() / MILLIS_PER_SECOND,
                millisPerSecond.sum() / MILLIS_PER_SECOND,
                millisPerSecond.subtasks());
    }
}
