package io.knowstream.job.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

/** What is printed fits together; how much it is, is for a quiet machine to say. */
class BenchModelsITCase {

    private static final double ROUNDING = 1e-9;

    @Test
    void partsAreThoseOfTheTurn() throws Exception {
        // The median of one turn is that turn.
        CommandLineRun run = CommandLineRun.of("bench", "models", "--turns", "1", "--tokens", "8", "--json");

        assertThat(run.code()).as(run.err()).isZero();
        JsonNode json = new ObjectMapper().readTree(run.out());
        JsonNode decoder = json.get("decoder");
        JsonNode decode = decoder.get("decode");
        assertThat(decode.findValuesAsText("sequences")).containsExactly("1", "4", "8", "16");
        for (JsonNode rate : decode) {
            assertThat(number(rate, "fractionOfBare"))
                    .isCloseTo(number(rate, "tokensPerSecond") / number(rate, "bareTokensPerSecond"), within(ROUNDING));
        }
        double one = number(decode.get(0), "tokensPerSecond");
        assertThat(number(decoder, "eightToOne"))
                .isCloseTo(number(decode.get(2), "tokensPerSecond") / one, within(ROUNDING));
        assertThat(number(decoder, "boundTokensPerSecond") * number(decoder, "weightBytesReadPerStep"))
                .isCloseTo(number(json, "readBytesPerSecond"), within(1.0));
        assertThat(number(decoder, "fractionOfBound"))
                .isCloseTo(one / number(decoder, "boundTokensPerSecond"), within(ROUNDING));
        assertThat(number(json.get("encoder"), "bareTokensPerSecond")).isPositive();
    }

    private static double number(JsonNode node, String field) {
        return node.get(field).doubleValue();
    }
}
