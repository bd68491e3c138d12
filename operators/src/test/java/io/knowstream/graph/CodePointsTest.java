package io.knowstream.graph;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CodePointsTest {

    @Test
    void countsASurrogatePairOnce() {
        CodePoints points = CodePoints.of("a\uD83D\uDE00b");
        assertThat(points.length()).isEqualTo(3);
        assertThat(points.slice(1, 2)).isEqualTo("\uD83D\uDE00");
        assertThat(points.slice(new Span(2, 3))).isEqualTo("b");
        assertThat(points.toUtf16(3)).isEqualTo(4);
    }

    @Test
    void anIndexInsideASurrogatePairBelongsToIt() {
        CodePoints points = CodePoints.of("a\uD83D\uDE00b");
        assertThat(points.fromUtf16(1)).isEqualTo(1);
        assertThat(points.fromUtf16(2)).isEqualTo(1);
        assertThat(points.fromUtf16(3)).isEqualTo(2);
        assertThat(points.fromUtf16(4)).isEqualTo(3);
    }
}
