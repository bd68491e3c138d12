package io.knowstream.graph;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamesTest {

    @ParameterizedTest
    @CsvSource({
        "Marie  Curie, marie curie",
        "\u201cMarie Curie\u201d, marie curie",
        "ISTANBUL, istanbul",
        "Stra\u00dfe, strasse",
        "Zu\u0308rich, z\u00fcrich",
        "\uff29\uff22\uff2d, ibm",
        "Newton\u2019s, newton",
        "C++, c++",
        "$5, $5",
        "..., ...",
        "U.S., u.s",
    })
    void normalizesWhatIsOnlyWrittenDifferently(String name, String normalized) {
        assertThat(Names.normalize(name)).isEqualTo(normalized);
        assertThat(Names.normalize(normalized)).isEqualTo(normalized);
    }
}
