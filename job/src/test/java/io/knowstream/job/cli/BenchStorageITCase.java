package io.knowstream.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchStorageITCase {

    @TempDir
    private Path folder;

    @Test
    void measuresEachStrategy() throws Exception {
        Path input = Files.write(folder.resolve("docs.jsonl"), DemoDocuments.lines());
        CommandLineRun run =
                CommandLineRun.of("bench", "storage", "--input", input.toString(), "--reads", "40", "--json");
        assertThat(run.code()).as(run.err()).isZero();
        JsonNode out = new ObjectMapper().readTree(run.out());
        int documents = out.get("documents").intValue();
        assertThat(documents).isEqualTo(DemoDocuments.lines().size());
        int ruled = 0;
        for (JsonNode count : out.get("documentsByRule")) {
            ruled += count.intValue();
        }
        assertThat(ruled).isEqualTo(documents);
        for (String kind : List.of("chunk", "document")) {
            JsonNode high = out.get(kind).get("high-compression");
            JsonNode fast = out.get(kind).get("fast-access");
            assertThat(high.get("bytes").doubleValue())
                    .isPositive()
                    .isLessThan(fast.get("bytes").doubleValue());
            assertThat(fast.get("readMicros").doubleValue()).isPositive();
        }
    }
}
