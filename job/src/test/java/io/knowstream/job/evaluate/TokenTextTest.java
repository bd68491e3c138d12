package io.knowstream.job.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import io.knowstream.graph.CodePoints;
import io.knowstream.graph.Span;
import java.util.List;
import org.junit.jupiter.api.Test;

class TokenTextTest {

    @Test
    void writesTokensAsOneWould() {
        assertThat(text("World Health Organization ( WHO ) met , did n't it ?"))
                .isEqualTo("World Health Organization (WHO) met, didn't it?");
        assertThat(text("He said \" Good day ! \" and left .")).isEqualTo("He said \"Good day!\" and left.");
        assertThat(text("Smith 's $ 5 and 20 % of [ it ] ; that 's all"))
                .isEqualTo("Smith's $5 and 20% of [it]; that's all");
    }

    @Test
    void wordsAreNeverPutTogether() {
        assertThat(text("four - lane 7 up")).isEqualTo("four - lane 7 up");
        assertThat(text("7 n't")).isEqualTo("7 n't");
        assertThat(text("rock 'n' roll")).isEqualTo("rock 'n' roll");
    }

    @Test
    void aQuotationMarkThatIsOpenEndsWithItsSentence() {
        TokenText text = new TokenText();
        text.add("\"");
        text.add("Yes");
        text.endSentence();
        for (String token : List.of("He", "said", "\"", "No")) {
            text.add(token);
        }
        assertThat(text.toString()).isEqualTo("\"Yes He said \"No");
    }

    @Test
    void knowsWhereEachTokenStandsInCodePoints() {
        TokenText text = new TokenText();
        for (String token : "\uD83D\uDE00 ( Zürich ) 's \uD835\uDC00 n't".split(" ")) {
            Span place = text.add(token);
            CodePoints sofar = CodePoints.of(text.toString());
            assertThat(sofar.slice(place.start(), place.end())).isEqualTo(token);
            assertThat(place.end()).isEqualTo(sofar.length());
        }
    }

    private static String text(String tokens) {
        TokenText text = new TokenText();
        for (String token : tokens.split(" ")) {
            text.add(token);
        }
        return text.toString();
    }
}
