package io.knowstream.resolution;

import static org.assertj.core.api.Assertions.assertThat;

import io.knowstream.graph.CodePoints;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LifeDatesTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            (born 1950) was a singer                                       | born 1950
            (born November 7, 1967) is a singer                            | born 1967
            (born 7 November 1967) is a singer                             | born 1967
            (born 7th November 1967 in Paris) is                           | born 1967
            (born in Paris, 3 May 1967)                                    | born 1967
            (b. 1967)                                                      | born 1967
            (née Skłodowska; 7 November 1867 – 4 July 1934)                | born 1867
            (7 November 1867 – 4 July 1934), physicist                     | born 1867
            (November 7, 1867 – July 4, 1934)                              | born 1867
            (1867–1934)                                                    | born 1867
            (1867 - 1934)                                                  | born 1867
            (c. 1340 – 1400)                                               | born 1340
            (known as Buck, born January 1, 1950)                          | born 1950
            (1993–2001)                                                    |
            (1990–2010)                                                    |
            (born in Ulm, Nobel Prize in 1921)                             |
            (born in 1879 in Ulm)                                          | born 1879
            (b. ca. 1340)                                                  | born 1340
            (born Maria Skłodowska, 7 November 1867)                       | born 1867
            (7 November 1867 – 1934)                                       | born 1867
            (20 January 1993 – 20 January 2001)                            |
            (1500–1900)                                                    |
            (1999 film)                                                    |
            (7 November 1867)                                              |
            (ISBN 1867-1934-1)                                             |
            (reborn 1950)                                                  |
            (a very good friend of the king) (born 1950)                   |
            was born in 1950 (so they say)                                 |
            (born 1950                                                     |
            (born 19505)                                                   |
            ()                                                             |
            """)
    void areReadBehindAName(String behind, String sense) {
        String name = "\ud83d\ude00 Ann Lee";
        CodePoints text = CodePoints.of(name + " " + behind);
        assertThat(LifeDates.behind(text, name.codePointCount(0, name.length())))
                .isEqualTo(sense);
    }

    @ParameterizedTest
    @CsvSource({"''", "' '", "' ('"})
    void mayBeMissingAtTheEndOfAText(String behind) {
        assertThat(LifeDates.behind(CodePoints.of("Ann" + behind), 3)).isNull();
    }
}
