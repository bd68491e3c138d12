package io.knowstream.job.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.knowstream.metrics.RecordingSwitch;
import org.junit.jupiter.api.Test;

/** What it costs to measure is measured; how much it is, is for a quiet machine to say. */
class BenchMetricsITCase {

    @Test
    void runsThePairsAndLeavesMetricsOn() throws Exception {
        CommandLineRun run = CommandLineRun.of(
                "bench",
                "metrics",
                "--documents",
                "20",
                "--turns",
                "1",
                "--every",
                "2",
                "--parallelism",
                "1",
                "--json");

        assertThat(run.code()).as(run.err()).isZero();
        JsonNode json = new ObjectMapper().readTree(run.out());
        assertThat(json.get("costs")).hasSize(1);
        assertThat(json.get("millis").asDouble()).isPositive();
        assertThat(json.get("millisUnmeasured").asDouble()).isPositive();
        // A turn of a few seconds says nothing of how large they are.
        assertThat(json.get("cost").asDouble())
                .isEqualTo(json.get("costs").get(0).asDouble())
                .isCloseTo(
                        1
                                - json.get("millisUnmeasured").asDouble()
                                        / json.get("millis").asDouble(),
                        within(1e-9));
        assertThat(json.get("processorCost").asDouble())
                .isEqualTo(json.get("processorCosts").get(0).asDouble())
                .isLessThan(1);
        // What it installed is gone: another may be.
        RecordingSwitch.install().close();
    }

    @Test
    void refusesWhatCannotBeRun() {
        CommandLineRun run = CommandLineRun.of("bench", "metrics", "--turns", "0");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("must be at least 1 (got 2000, 0 and 100)");
    }
}
