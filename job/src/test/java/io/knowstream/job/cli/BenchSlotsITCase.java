package io.knowstream.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Jobs on one and on two task managers are measured, with models and with a service. */
class BenchSlotsITCase {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void noSlotsDoMoreThanTheServiceCan() throws Exception {
        CommandLineRun run = CommandLineRun.of(
                "bench",
                "slots",
                "--slots=1",
                "--service-slots=2,4",
                "--slots-per-task-manager=2",
                "--service-time=100 ms",
                "--seconds=4",
                "--warm-up=3",
                "--turns=1",
                "--json");
        assertThat(run.code()).as(run.err()).isZero();
        List<JsonNode> lines = new ArrayList<>();
        for (String line : run.out().lines().toList()) {
            lines.add(JSON.readTree(line));
        }
        assertThat(lines)
                .extracting(line -> line.get("extraction").textValue())
                .containsExactly("models", "service", "service");
        assertThat(lines)
                .extracting(line -> line.get("taskManagers").intValue())
                .containsExactly(1, 1, 2);
        assertThat(lines)
                .allSatisfy(line ->
                        assertThat(line.get("documentsPerSecond").doubleValue()).isPositive());
        for (JsonNode service : lines.subList(1, 3)) {
            double bound = service.get("slots").intValue()
                    * 1_000.0
                    / service.get("serviceMillis").intValue();
            double rate = service.get("documentsPerSecond").doubleValue();
            assertThat(service.get("ofServiceBound").doubleValue()).isEqualTo(rate / bound);
            // As many as there are slots may be about to end when the time begins.
            assertThat(rate).isLessThanOrEqualTo(bound + service.get("slots").intValue());
        }
    }

    @Test
    void slotsThatFillNoTaskManagersAreRefused() {
        CommandLineRun run = CommandLineRun.of("bench", "slots", "--slots=1", "--service-slots=6");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("a multiple of it (got 6 and 4)");
    }
}
