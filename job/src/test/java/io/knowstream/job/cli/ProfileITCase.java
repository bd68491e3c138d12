package io.knowstream.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.knowstream.job.explore.TestingBrowser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The real command over documents of the demo. */
@Timeout(300)
class ProfileITCase {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    @Test
    void saysWhereTimeAndMemoryWent() throws Exception {
        Path page = folder.resolve("profile.html");
        CommandLineRun run = CommandLineRun.of(
                "profile", "--input", demo().toString(), "--json", "--html", page.toString(), "--parallelism", "2");

        assertThat(run.code()).as(run.err()).isZero();
        JsonNode profile = JSON.readTree(run.out());
        assertThat(profile.at("/documents").intValue()).isEqualTo(16);
        assertThat(profile.at("/sampled").intValue()).isEqualTo(16);
        assertThat(profile.at("/entities").intValue()).isPositive();
        assertThat(profile.at("/relationships").intValue()).isPositive();
        stages(profile);
        models(profile);
        memory(profile.get("memory"));
        assertThat(profile.at("/slowest/recommendations")).isNotEmpty();
        assertThat(profile.get("bottlenecks").isArray()).isTrue();
        assertThat(Files.readString(page)).doesNotContainPattern("\\b(src|href|action)=");
        show(page);
    }

    private static void stages(JsonNode profile) {
        List<String> names = new ArrayList<>();
        long sum = 0;
        double shares = 0;
        for (JsonNode stage : profile.get("stages")) {
            String name = stage.get("stage").textValue();
            names.add(name);
            assertThat(stage.get("micros").longValue()).as(name).isPositive();
            assertThat(stage.get("allocatedBytes").longValue()).as(name).isPositive();
            sum += stage.get("micros").longValue();
            shares += stage.get("share").doubleValue();
        }
        assertThat(names)
                .containsExactly("context", "chunking", "embedding", "entity", "relationship", "resolution", "index");
        assertThat(sum).isEqualTo(profile.get("totalMicros").longValue());
        assertThat(shares).isBetween(0.999, 1.001);
        // Two subtasks of each operator, on threads of their own: prepare, extract, resolve, merge twice, write.
        assertThat(sum).isLessThan(12_000 * profile.get("elapsedMillis").longValue());
    }

    private static void models(JsonNode profile) {
        List<String> names = new ArrayList<>();
        long micros = 0;
        for (JsonNode model : profile.get("models")) {
            names.add(model.get("model").textValue());
            assertThat(model.get("calls").longValue()).isPositive();
            assertThat(model.get("loads").longValue()).isPositive();
            assertThat(model.get("loadMicros").longValue()).isPositive();
            micros += model.get("micros").longValue();
        }
        assertThat(names)
                .containsExactlyInAnyOrder("knowstream-entities", "knowstream-relations", "knowstream-embedding");
        assertThat(micros).isPositive().isLessThan(profile.get("totalMicros").longValue());
    }

    private static void memory(JsonNode memory) {
        assertThat(memory.get("modelPeakBytes").longValue())
                .isBetween(1L, memory.get("modelBudgetBytes").longValue());
        assertThat(memory.get("heapPeakBytes").longValue()).isPositive();
        assertThat(memory.get("efficiency").doubleValue())
                .as("built-in models are pinned")
                .isEqualTo(1);
    }

    private void show(Path page) throws Exception {
        try (TestingBrowser browser = TestingBrowser.open(page.toUri(), folder.resolve("profile"))) {
            browser.awaitText("h1", "Profile of docs.jsonl");
            assertThat(browser.script("return Object.keys(Chart.instances).length"))
                    .isEqualTo(3L);
            browser.screenshot("profile.png");
            browser.size(390, 844);
            browser.dark();
            browser.awaitNothingCutOff();
            browser.screenshot("profile-small.png");
            assertThat(browser.complaints()).isEmpty();
            assertThat(browser.foreignRequests()).isEmpty();
        }
    }

    @Test
    void refusesWhatItCannotDo() throws Exception {
        String input = demo().toString();
        assertThat(CommandLineRun.of("profile", "--input", input, "--every", "0"))
                .isEqualTo(new CommandLineRun(2, "", "knowstream profile: --every must be at least 1 (got 0)\n"));
        assertThat(CommandLineRun.of("profile", "--input", input, "--html", "-").err())
                .contains("--html must be a file");
        assertThat(CommandLineRun.of("profile", "--input", input, "--html", folder + "/no/page.html")
                        .err())
                .contains("--html must be in a directory that is there");
        assertThat(CommandLineRun.of("profile", "--input", input, "--html", input)
                        .err())
                .contains("--html must not be the file that --input names");
        Path nothing = Files.writeString(folder.resolve("nothing.jsonl"), "{\"id\": 1}\n");
        CommandLineRun run = CommandLineRun.of("profile", "--input", nothing.toString());
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("there is no valid document in nothing.jsonl");
    }

    private Path demo() throws Exception {
        Path file = folder.resolve("docs.jsonl");
        return Files.exists(file) ? file : Files.write(file, DemoDocuments.lines());
    }
}
