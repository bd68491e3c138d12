package io.knowstream.job.torture;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LineDifferenceTest {

    @Test
    void ofEqualTextsIsNone() {
        assertThat(LineDifference.of("export", "a\nb\n", "a\nb\n")).isEmpty();
    }

    @Test
    void tellsWhatOnlyOneTextHas() {
        assertThat(LineDifference.of("export", "a\nb\n", "b\nc\n"))
                .containsExactly("export: 1 lines are missing, 1 should not be there", "- a", "+ c");
    }

    @Test
    void isThereWhereLinesAreInAnotherOrderOrTwice() {
        assertThat(LineDifference.of("export", "a\nb\n", "b\na\n")).hasSize(1);
        assertThat(LineDifference.of("export", "a\n", "a\na\n")).hasSize(1);
    }

    @Test
    void isShort() {
        assertThat(LineDifference.of("export", "x".repeat(10_000), ""))
                .allSatisfy(line -> assertThat(line).hasSizeLessThan(400));
    }
}
