package io.knowstream.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class BenchQueryITCase {

    @Test
    void asksAGraphThatTheJobsSinkHasWritten() throws Exception {
        CommandLineRun run = CommandLineRun.of(
                "bench",
                "query",
                "--entities",
                "400",
                "--chunks",
                "1500",
                "--queries",
                "20",
                "--seed",
                "3",
                "--adapt",
                "--json");
        assertThat(run.code()).as(run.err()).isZero();
        JsonNode out = new ObjectMapper().readTree(run.out());
        assertThat(out.get("timings")).hasSize(7).allSatisfy(timing -> {
            assertThat(timing.get("medianMillis").doubleValue()).isPositive();
            assertThat(timing.get("p95Millis").doubleValue())
                    .isGreaterThanOrEqualTo(timing.get("medianMillis").doubleValue());
        });
        assertThat(out.get("recallAt10").doubleValue()).isBetween(0.8, 1.0);
        assertThat(out.get("plainLuceneRecallAt10").doubleValue()).isBetween(0.8, 1.0);
        assertThat(out.get("adaptations"))
                .extracting(adaptation -> adaptation.get("pattern").textValue())
                .containsExactly("ENTITY_HEAVY", "SEMANTIC_SEARCH", "RELATIONSHIP_TRAVERSAL", "MIXED");
        assertThat(out.get("adaptations").findValues("beforeMicros"))
                .hasSize(6)
                .allSatisfy(micros -> assertThat(micros.doubleValue()).isPositive());
    }
}
