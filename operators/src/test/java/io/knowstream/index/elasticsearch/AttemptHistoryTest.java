package io.knowstream.index.elasticsearch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class AttemptHistoryTest {

    private static final TreeMap<String, String> INDICES = new TreeMap<>(Map.of("entity", "a", "link", "b"));

    private static AttemptHistory begun() {
        return AttemptHistory.NONE.settled(Map.of(), INDICES);
    }

    @Test
    void isReadBackAsItWasRemembered() throws IOException {
        AttemptHistory history = begun().with(List.of(3L, 4L), 12).settled(Map.of(9L, 2L), INDICES);
        assertThat(AttemptHistory.merged(List.of(history.toJson()))).isEqualTo(history);
    }

    @Test
    void tasksRememberTheirOwnAttemptsAndTheSameOthers() throws IOException {
        AttemptHistory before = begun().with(List.of(1L), 5);
        AttemptHistory both = AttemptHistory.merged(List.of(
                before.with(List.of(2L), 8).toJson(),
                before.with(List.of(3L), 8).toJson()));
        assertThat(both.attempts()).containsExactly(Map.entry(1L, 5L), Map.entry(2L, 8L), Map.entry(3L, 8L));
        assertThat(both.highest()).isEqualTo(3);
    }

    @Test
    void forgetsTheOldestCheckpointsAndAllAttemptsBeforeThem() {
        AttemptHistory history = begun();
        for (long restart = 1; restart <= AttemptHistory.MAX_CHECKPOINTS + 3; restart++) {
            history = history.with(List.of(2 * restart, 2 * restart + 1), 10 * restart);
        }
        assertThat(history.floor()).isEqualTo(7);
        assertThat(history.attempts()).hasSize(2 * AttemptHistory.MAX_CHECKPOINTS);
        assertThat(history.attempts().firstEntry()).isEqualTo(Map.entry(8L, 40L));
    }

    @Test
    void tombstonesThatItsOwnRunRemovedLeaveNothingMissing() {
        AttemptHistory history = begun().with(List.of(2L), 8);
        assertThat(history.mayMiss(Map.of(2L, 8L), INDICES)).isFalse();
        assertThat(history.mayMiss(Map.of(2L, 7L), INDICES)).isFalse();
    }

    @Test
    void tombstonesThatWereRemovedAfterItOrByOthersMayHaveBeenOfItsRecords() {
        AttemptHistory history = begun().with(List.of(2L), 8);
        assertThat(history.mayMiss(Map.of(2L, 9L), INDICES)).isTrue();
        assertThat(history.mayMiss(Map.of(5L, 1L), INDICES)).isTrue();
    }

    @Test
    void whatOthersRemovedIsWrittenAgainOnce() {
        AttemptHistory history = begun().with(List.of(2L), 8).settled(Map.of(5L, 20L, 2L, 8L), INDICES);
        assertThat(history.settled()).containsExactly(Map.entry(5L, 20L));
        assertThat(history.mayMiss(Map.of(5L, 20L), INDICES)).isFalse();
        assertThat(history.mayMiss(Map.of(5L, 21L), INDICES)).isTrue();
    }

    @Test
    void otherIndicesHaveNothing() {
        assertThat(begun().mayMiss(Map.of(), Map.of("entity", "a", "link", "c")))
                .isTrue();
    }

    @Test
    void tasksThatDoNotAgreeOnTheIndicesMayMissSomethingInAnyOfThem() throws IOException {
        TreeMap<String, String> others = new TreeMap<>(Map.of("entity", "a", "link", "c"));
        AttemptHistory both = AttemptHistory.merged(
                List.of(begun().toJson(), begun().settled(Map.of(), others).toJson(), begun().toJson()));
        assertThat(both.indices()).isNotEmpty();
        assertThat(both.mayMiss(Map.of(), INDICES)).isTrue();
        assertThat(both.mayMiss(Map.of(), others)).isTrue();
    }

    @Test
    void refusesAnotherForm() {
        assertThatThrownBy(() -> AttemptHistory.merged(List.of("{\"format\":2}")))
                .isInstanceOf(IOException.class)
                .hasMessage("the state of the index's attempts must have format 1 (got 2)");
    }
}
