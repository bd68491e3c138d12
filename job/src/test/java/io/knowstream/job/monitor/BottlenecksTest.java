package io.knowstream.job.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.knowstream.job.config.KnownKeys;
import io.knowstream.metrics.Stage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BottlenecksTest {

    private static ProcessingProfile profile(Map<Stage, Long> micros, long held, long idle) {
        return new ProcessingProfile(
                4,
                2,
                10,
                5,
                Duration.ofSeconds(3),
                Stream.of(Stage.values())
                        .map(stage -> new StageFigures(stage, micros.getOrDefault(stage, 0L), 1_000))
                        .toList(),
                List.of(new ModelFigures("small", 3, 400, 0, 1, 1_000)),
                new MemoryFigures(1_000, 2_000, OptionalLong.empty(), 3_000, new MemoryEfficiency(held, idle)));
    }

    /** Just at the guide's numbers nothing is said, just above it is. */
    @ParameterizedTest
    @CsvSource({
        "500000, 200000, 100, 50, ''",
        "500001, 200000, 100, 50, entity extraction",
        "400000, 300000, 100, 50, ''",
        "400000, 300001, 100, 50, semantic chunking",
        "100000, 100000, 100, 51, memory",
        "600000, 350000, 100, 100, entity extraction;semantic chunking;memory",
        "100000, 100000, 0, 0, ''",
    })
    void findsWhatTheGuideFinds(long entity, long chunking, long held, long idle, String found) {
        long rest = 1_000_000 - entity - chunking;
        ProcessingProfile profile =
                profile(Map.of(Stage.ENTITY, entity, Stage.CHUNKING, chunking, Stage.EMBEDDING, rest), held, idle);

        assertThat(Bottlenecks.of(profile).stream().map(Bottleneck::stage).collect(Collectors.joining(";")))
                .isEqualTo(found);
    }

    @Test
    void saysByWhichFigures() {
        List<Bottleneck> found =
                Bottlenecks.of(profile(Map.of(Stage.ENTITY, 600_000L, Stage.INDEX, 400_000L), 200, 150));

        assertThat(found)
                .extracting(Bottleneck::figures)
                .containsExactly("60.0 % of 1.000 s", "efficiency 0.25: 150 of 200 byte-seconds idle");
        assertThat(found)
                .extracting(Bottleneck::potentialSpeedup)
                .containsExactly("2 to 3 times faster", "better use of memory");
    }

    @Test
    void findsNothingWhereNothingWasDone() {
        assertThat(Bottlenecks.of(profile(Map.of(), 0, 0))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 2, ENTITY", "1, 2, 1, CHUNKING", "2, 1, 1, CONTEXT", "0, 2, 2, CONTEXT", "2, 2, 1, CONTEXT"})
    void namesTheSlowestOfThreeAsTheGuideDoes(long context, long chunking, long entity, Stage slowest) {
        assertThat(Bottlenecks.slowest(profile(
                        Map.of(
                                Stage.CONTEXT,
                                context,
                                Stage.CHUNKING,
                                chunking,
                                Stage.ENTITY,
                                entity,
                                Stage.INDEX,
                                99L),
                        0,
                        0)))
                .isEqualTo(slowest);
    }

    @Test
    void speaksOfKeysThatThereAre() {
        Set<String> keys = KnownKeys.all().stream().map(option -> option.key()).collect(Collectors.toSet());
        Stream<String> texts = Stream.concat(
                Stream.of(Stage.CONTEXT, Stage.CHUNKING, Stage.ENTITY)
                        .flatMap(stage -> Bottlenecks.recommendations(stage).stream()),
                Bottlenecks.of(profile(Map.of(Stage.ENTITY, 6L, Stage.CHUNKING, 4L), 2, 2)).stream()
                        .map(Bottleneck::suggestion));

        List<String> named = texts.flatMap(text -> Pattern.compile("[a-z]+\\.[a-z-]+")
                        .matcher(text)
                        .results()
                        .map(MatchResult::group))
                .toList();

        assertThat(named).hasSizeGreaterThan(10).isSubsetOf(keys);
        assertThatThrownBy(() -> Bottlenecks.recommendations(Stage.INDEX)).hasMessageContaining("no stage index");
    }

    @Test
    void efficiencyIsFromZeroToOne() {
        assertThat(new MemoryEfficiency(0, 0).value()).isEqualTo(1);
        assertThat(new MemoryEfficiency(100, 30).value()).isEqualTo(0.7);
        assertThat(new MemoryEfficiency(100, 101).value())
                .as("read one after the other")
                .isZero();
        assertThatThrownBy(() -> new MemoryEfficiency(-1, 0)).hasMessageContaining("must not be negative");
    }

    @Test
    void allFormsHaveTheSameFigures() throws Exception {
        ProcessingProfile profile = profile(Map.of(Stage.ENTITY, 3_000_000L, Stage.INDEX, 1_000_000L), 100, 60);

        assertThat(ProfileText.of(profile))
                .containsPattern("entity +3\\.000 +75\\.0 +0\\.0")
                .contains("entity extraction takes more than 50 %", "memory efficiency 0.40 of 1");
        assertThat(ProfileJson.of(profile).at("/stages/3/share").doubleValue()).isEqualTo(0.75);
        assertThat(ProfileJson.of(profile).at("/memory/processPeakBytes").isNull())
                .isTrue();
        assertThat(ProfilePage.of("<docs>", profile)).contains("Profile of &lt;docs&gt;", "<td>3.000</td>");
    }
}
