package io.knowstream.index.elasticsearch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IndexWriteTest {

    @Test
    void aLaterAttemptWinsWhateverTheCounts() {
        assertThat(IndexWrite.version(2, 0)).isGreaterThan(IndexWrite.version(1, (1L << 39) - 1));
        assertThat(IndexWrite.version(2, 8)).isGreaterThan(IndexWrite.version(2, 7));
        assertThat(IndexWrite.version((1L << 24) - 1, (1L << 39) - 1)).isEqualTo(Long.MAX_VALUE);
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "16777216, 1", "1, -1", "1, 549755813888"})
    void refusesWhatWouldMixTheTwo(long attempt, long count) {
        assertThatThrownBy(() -> IndexWrite.version(attempt, count))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("(got " + attempt + " and " + count + ")");
    }
}
