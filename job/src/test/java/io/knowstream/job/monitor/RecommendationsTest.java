package io.knowstream.job.monitor;

import static io.knowstream.job.monitor.Statistic.VALUE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.knowstream.metrics.Metric;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each rule at its limit and beyond it. */
class RecommendationsTest {

    /** A reading that is made step by step. */
    private static final class Made {
        private final Readings.Builder metrics = new Readings.Builder();
        private final List<TaskReading> tasks = new ArrayList<>();
        private CheckpointReading checkpoints = new CheckpointReading(10, 1, 0, Duration.ofSeconds(1), 1_000);
        private OptionalDouble lag = OptionalDouble.of(0);

        Made count(Metric metric, double value) {
            metrics.add(metric, VALUE, "operator", Spread.of(value));
            return this;
        }

        Made quality(String band, double value) {
            metrics.add(Metric.DOCUMENTS_BY_QUALITY, band, VALUE, "resolution", Spread.of(value));
            return this;
        }

        Made task(String name, double busy, double backPressured, Spread records) {
            tasks.add(new TaskReading(name, records.subtasks(), Spread.of(busy), Spread.of(backPressured), records));
            return this;
        }

        JobReading reading() {
            return new JobReading(
                    "knowstream", "a test", Duration.ofMinutes(10), 0, metrics.build(), tasks, checkpoints, lag);
        }
    }

    static Stream<Arguments> cases() {
        return Stream.of(
                rule("LATENCY HIGH", "takes 10.1 s in the mean, more than 10.0 s", made -> latency(made, 10_100)),
                rule(null, "ten seconds are allowed", made -> latency(made, 10_000)),
                rule("MEMORY MEDIUM", "up to 760 MB, 76 % of the 1,000 MB", made -> memory(made, 760)),
                rule(null, "three quarters are allowed", made -> memory(made, 750)),
                rule("CACHING MEDIUM", "the cache of models has 50 %", made -> made.count(Metric.MODEL_CACHE_HITS, 10)
                        .count(Metric.MODEL_CACHE_MISSES, 10)),
                rule(null, "too few leases say nothing", made -> made.count(Metric.MODEL_CACHE_HITS, 2)
                        .count(Metric.MODEL_CACHE_MISSES, 10)),
                rule(null, "six of ten are enough", made -> made.count(Metric.MODEL_CACHE_HITS, 12)
                        .count(Metric.MODEL_CACHE_MISSES, 8)),
                rule("CACHING MEDIUM", "holds 95.0 kB of 100.0 kB", made -> results(made, 95_000)),
                rule("CACHING MEDIUM", "holds 0.0 kB of 100.0 kB", made -> results(made, 0)),
                rule(null, "new texts are nothing that a larger cache mends", made -> results(made, 50_000)),
                rule("QUALITY HIGH", "of 4 documents is 0.65, less than 0.70", made -> made.quality("60to70", 4)
                        .count(Metric.DOCUMENTS_QUALITY, 2_600_000)),
                rule(null, "0.7 is enough", made -> made.quality("70to80", 4)
                        .count(Metric.DOCUMENTS_QUALITY, 2_800_000)),
                rule(
                        "THROUGHPUT HIGH",
                        "extraction is busy 100 % of the time and holds others back up to 90 %",
                        made -> made.task("chunking", 0.1, 0.9, Spread.of(1))
                                .task("extraction", 1, 0, Spread.of(1))
                                .task("resolution", 0.75, 0, Spread.of(1))),
                rule(null, "nobody is held back", made -> made.task("extraction", 1, 0.4, Spread.of(1))),
                rule(
                        "THROUGHPUT CRITICAL",
                        "the last 2 checkpoints failed, 10 were completed",
                        made -> made.checkpoints = new CheckpointReading(10, 9, 2, Duration.ofSeconds(1), 1_000)),
                rule(
                        null,
                        "one checkpoint may fail",
                        made -> made.checkpoints = new CheckpointReading(10, 9, 1, Duration.ofSeconds(1), 1_000)),
                rule(
                        "LATENCY MEDIUM",
                        "took 31.0 s and wrote 5 MB",
                        made -> made.checkpoints = new CheckpointReading(10, 0, 0, Duration.ofSeconds(31), 5_000_000)),
                rule(
                        "THROUGHPUT LOW",
                        "one of 4 subtasks of entity merge takes 90 records/s, the mean is 30",
                        made -> made.task("entity merge", 0.1, 0, new Spread(10, 90, 120, 4))),
                rule(
                        null,
                        "few records are skewed by chance",
                        made -> made.task("entity merge", 0.1, 0, new Spread(0, 4, 4, 4))),
                rule(
                        "MEMORY HIGH",
                        "11 models were evicted to make room for others, 1.1 a minute",
                        made -> made.count(Metric.MODEL_EVICTIONS_ROOM, 11)),
                rule(null, "one a minute is allowed", made -> made.count(Metric.MODEL_EVICTIONS_ROOM, 10)),
                rule("MEMORY CRITICAL", "3 attempts found no memory", made -> made.count(Metric.MODEL_UNAVAILABLE, 3)
                        .count(Metric.MODEL_UNAVAILABLE_RATE, 0.05)),
                rule(null, "models that are there again", made -> made.count(Metric.MODEL_UNAVAILABLE, 3)),
                rule("THROUGHPUT HIGH", "5.4 documents a minute, less than 6.0, while 7 records wait", made -> {
                    made.count(Metric.DOCUMENTS_RATE, 0.09);
                    made.lag = OptionalDouble.of(7);
                }),
                rule(null, "a job with nothing to do is not slow", made -> made.count(Metric.DOCUMENTS_RATE, 0)),
                rule("QUALITY MEDIUM", "10 % of all records were rejected", made -> made.count(Metric.DOCUMENTS_IN, 90)
                        .count(Metric.DOCUMENTS_REJECTED, 10)),
                rule(null, "one in twenty is allowed", made -> made.count(Metric.DOCUMENTS_IN, 95)
                        .count(Metric.DOCUMENTS_REJECTED, 5)));
    }

    private static Arguments rule(String expected, String because, Consumer<Made> load) {
        return arguments(expected, because, load);
    }

    private static void latency(Made made, double millis) {
        made.count(Metric.DOCUMENTS_TIMED, 10).count(Metric.DOCUMENTS_TIME, 10 * millis);
    }

    private static void memory(Made made, double megabytes) {
        made.count(Metric.MODEL_BUDGET_BYTES, 1e9).count(Metric.MODEL_PEAK_BYTES, 1e6 * megabytes);
    }

    private static void results(Made made, double bytes) {
        made.count(Metric.EXTRACTION_CACHE_HITS, 1)
                .count(Metric.EXTRACTION_CACHE_MISSES, 99)
                .count(Metric.EXTRACTION_CACHE_BYTES, bytes)
                .count(Metric.EXTRACTION_CACHE_CAPACITY, 100_000);
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("cases")
    void isGivenBeyondTheLimitAlone(String expected, String because, Consumer<Made> load) {
        Made made = new Made();
        load.accept(made);

        List<Recommendation> given = Recommendations.of(made.reading(), Limits.GUIDE);

        if (expected == null) {
            assertThat(given).as(because).isEmpty();
        } else {
            assertThat(given).singleElement().satisfies(one -> {
                assertThat(one.category() + " " + one.priority()).isEqualTo(expected);
                assertThat(one.because()).contains(because);
                assertThat(one.description()).endsWith(".");
                assertThat(one.expectedImprovement()).isNotEmpty();
            });
        }
    }

    @Test
    void whatMattersMostComesFirst() {
        Made made = new Made();
        latency(made, 20_000);
        memory(made, 900);
        made.count(Metric.MODEL_UNAVAILABLE, 1).count(Metric.MODEL_UNAVAILABLE_RATE, 0.02);

        assertThat(Recommendations.of(made.reading(), Limits.GUIDE))
                .extracting(Recommendation::priority)
                .containsExactly(
                        Recommendation.Priority.CRITICAL, Recommendation.Priority.HIGH, Recommendation.Priority.MEDIUM);
    }
}
