package io.knowstream.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.knowstream.documents.ModelMemory;
import io.knowstream.documents.ModelMemory.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PoolMemoryTest {

    @ParameterizedTest
    @CsvSource({
        "0, 1000, AVAILABLE",
        "600, 1000, AVAILABLE",
        "601, 1000, LIMITED",
        "800, 1000, LIMITED",
        "801, 1000, CRITICAL",
        "5764607523034234880, 9223372036854775807, LIMITED"
    })
    void followsTheBoundsOfTheGuide(long used, long budget, Level level) {
        assertThat(PoolMemory.level(used, budget)).isEqualTo(level);
    }

    @Test
    void anEmptyPoolHasRoom() {
        try (ModelMemory memory = PoolMemory.of(123L << 20).open()) {
            assertThat(memory.level()).isEqualTo(Level.AVAILABLE);
            memory.close();
        }
    }
}
