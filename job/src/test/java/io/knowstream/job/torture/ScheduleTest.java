package io.knowstream.job.torture;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ScheduleTest {

    private static List<Schedule.Step> steps(long seed, int count) {
        Schedule schedule = new Schedule(seed, 2, 4);
        return Stream.generate(schedule::next).limit(count).toList();
    }

    @Test
    void isAFunctionOfItsSeed() {
        assertThat(steps(7, 200)).isEqualTo(steps(7, 200)).isNotEqualTo(steps(8, 200));
    }

    @Test
    void dealsEveryKindAndKillsAHundredProcessesInHundredAndFiftySteps() {
        for (long seed : IntStream.range(0, 20).asLongStream().toArray()) {
            List<Schedule.Step> steps = steps(seed, 150);
            Set<Strike.Kind> kinds =
                    steps.stream().map(step -> step.strike().kind()).collect(Collectors.toSet());
            assertThat(kinds).isEqualTo(EnumSet.allOf(Strike.Kind.class));
            assertThat(steps.stream()
                            .mapToInt(step -> step.strike().kind().kills(2))
                            .sum())
                    .isGreaterThanOrEqualTo(100);
        }
    }

    @Test
    void staysWithinWhatThereIs() {
        assertThat(steps(3, 500)).allSatisfy(step -> {
            assertThat(step.strike().target()).isBetween(0, 1);
            assertThat(step.records()).isPositive();
            assertThat(step.strike().length()).isBetween(Duration.ZERO, Duration.ofMinutes(3));
            if (step.strike().kind() == Strike.Kind.RESCALE) {
                assertThat(step.strike().parallelism()).isBetween(1, 4);
            }
        });
    }

    @Test
    void saysWhatItDoes() {
        assertThat(new Strike(Strike.Kind.KILL_TASK_MANAGER, 1, Duration.ofMillis(1500), 1))
                .hasToString("kill task manager 2 for 1.5 s");
        assertThat(new Strike(Strike.Kind.RESCALE, 0, Duration.ZERO, 3)).hasToString("rescale to 3");
        assertThat(new Strike(Strike.Kind.FLOOD, 0, Duration.ZERO, 900)).hasToString("flood of malformed records: 900");
    }
}
