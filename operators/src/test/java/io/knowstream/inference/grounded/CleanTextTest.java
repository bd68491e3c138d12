package io.knowstream.inference.grounded;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CleanTextTest {

    @ParameterizedTest
    @CsvSource({
        "'', ''",
        "' \t\n ', ''",
        "'a', ' a'",
        "' a  b ', ' a b'",
        "'a\nb', ' a b'",
        "'a\r\nb', ' a b'",
        "'a\n \nb', ' a\nb'",
        "'a\r\n\r\nb', ' a\nb'",
        "'\n\na', ' a'",
        "'a\u2029b', ' a\nb'",
        "'a\u0000b', ' a b'",
        "'a\uD83Db', ' a\uFFFDb'",
        "'\uD83D\uDE00\u00A0a', ' \uD83D\uDE00 a'",
    })
    void whiteSpaceIsOneSpaceOrTheEndOfAParagraph(String source, String clean) {
        assertThat(CleanText.of(source).text()).isEqualTo(clean);
    }

    @Test
    void everyCodePointKnowsItsPlaceInTheSource() {
        String source = "  \uD83D\uDE00a \r\n\r\n  b\u0000c\tde ";
        int[] points = source.codePoints().toArray();
        CleanText clean = CleanText.of(source);
        for (int i = 0; i < clean.length(); i++) {
            if (clean.at(i) != ' ' && clean.at(i) != '\n') {
                assertThat(points[clean.sourceStart(i)]).isEqualTo(clean.at(i));
                assertThat(clean.sourceEnd(i + 1)).isEqualTo(clean.sourceStart(i) + 1);
                assertThat(clean.fromSource(clean.sourceStart(i))).isEqualTo(i);
            }
        }
        assertThat(clean.fromSource(points.length)).isEqualTo(clean.length());
        assertThat(CleanText.of("a b").fromSource(0)).isEqualTo(1);
    }
}
