package io.knowstream.job.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Six models through a budget, in a process of their own, as only there the memory is theirs alone. */
class SoakITCase {

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({"800000000, 3", "2000000000, 6"})
    void theProcessStaysWithinBaseAndBudget(long budget, int models) throws Exception {
        assumeThat(Path.of("/proc/self/status")).isReadable();
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms1g",
                "-Xmx1g",
                "-XX:+AlwaysPreTouch",
                "-XX:MaxDirectMemorySize=4g",
                "-Djava.io.tmpdir=" + directory,
                "-cp",
                System.getProperty("java.class.path"),
                KnowstreamCli.class.getName(),
                "bench",
                "soak",
                "--minutes",
                "1",
                "--budget",
                Long.toString(budget),
                "--models",
                Integer.toString(models),
                "--json"));
        Path out = directory.resolve("out");
        Path err = directory.resolve("err");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        // As ./knowstream sets them, and as a cluster should.
        builder.environment().put("MALLOC_ARENA_MAX", "2");
        builder.environment().put("MALLOC_MMAP_THRESHOLD_", "1048576");
        builder.environment().put("MALLOC_TRIM_THRESHOLD_", "1048576");
        Process process = builder.start();
        try {
            int exit = process.waitFor();
            assertThat(exit).as(Files.readString(err) + Files.readString(out)).isZero();
        } finally {
            process.destroyForcibly();
        }

        JsonNode result = new ObjectMapper().readTree(Files.readString(out, StandardCharsets.UTF_8));
        System.out.println(result);
        assertThat(result.get("heapTouched").booleanValue()).isTrue();
        assertThat(result.get("generations").intValue()).isPositive();
        assertThat(result.get("loads").longValue())
                .isBetween(1L, result.get("loadsAllowed").longValue());
        assertThat(result.get("highestUsedBytes").longValue()).isLessThanOrEqualTo(budget);
        assertThat(result.get("highestBytes").longValue())
                .isLessThanOrEqualTo(result.get("limitBytes").longValue());
    }
}
