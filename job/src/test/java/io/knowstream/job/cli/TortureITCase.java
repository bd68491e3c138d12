package io.knowstream.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Three minutes of torture, by another seed each time; {@code -Dknowstream.seed} repeats one. */
@Timeout(value = 40, unit = TimeUnit.MINUTES)
class TortureITCase {

    @TempDir
    private Path directory;

    @Test
    void theGraphSurvivesKilledProcesses() throws Exception {
        long seed = Long.getLong("knowstream.seed", System.nanoTime());
        System.out.println("seed " + seed);
        Path work = directory.resolve("torture");
        CommandLineRun run = CommandLineRun.of(
                "torture", "--minutes", "3", "--seed", Long.toString(seed), "--json", "--work", work.toString());
        System.out.println(run.err() + run.out());
        assertThat(run.code()).as(run.err() + run.out()).isZero();

        JsonNode result = new ObjectMapper().readTree(run.out());
        assertThat(result.get("seed").longValue()).isEqualTo(seed);
        assertThat(result.get("kept").booleanValue()).isTrue();
        assertThat(result.get("kills").intValue()).isPositive();
        assertThat(result.get("restores").intValue()).isPositive();
        assertThat(result.get("recoveryMaxSeconds").doubleValue())
                .isGreaterThanOrEqualTo(result.get("recoveryMedianSeconds").doubleValue())
                .isPositive();
        assertThat(result.get("quietPoints").intValue()).isPositive();
        assertThat(result.get("readerSnapshots").intValue()).isPositive();
        assertThat(run.err()).contains("seed " + seed).contains("equals a fresh run's");
        assertThat(work).doesNotExist();
    }
}
