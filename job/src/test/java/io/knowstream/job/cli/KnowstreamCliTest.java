package io.knowstream.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KnowstreamCliTest {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"demo", "extract", "publish", "query", "export", "bench"})
    void explainsEachCommand(String command) {
        CommandLineRun run = CommandLineRun.of(command, "--help");
        assertThat(run.code()).isZero();
        assertThat(run.out()).startsWith("Usage: knowstream " + command);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense",
                "extract",
                "extract --input",
                "query",
                "query entity",
                "query path A",
                "query entity A --limit many",
                "query relationships A --direction up",
                "export --format pdf",
                "bench",
                "publish --input x --nonsense"
            })
    void exitsWith2WhereItIsNotUnderstood(String line) {
        CommandLineRun run = CommandLineRun.of(line.isEmpty() ? new String[0] : line.split(" "));
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("knowstream");
        assertThat(run.out()).isEmpty();
    }

    @Test
    void exitsWith2WhereTheConfigurationIsWrong() throws Exception {
        String input = Files.writeString(directory.resolve("in.jsonl"), "{}").toString();
        CommandLineRun preset = CommandLineRun.of("extract", "--input", input, "--preset", "quality");
        assertThat(preset.code()).isEqualTo(2);
        assertThat(preset.err())
                .startsWith("knowstream extract: models that are not installed")
                .contains("smollm_1_7b")
                .contains("--preset builtin");
        CommandLineRun key = CommandLineRun.of("extract", "--input", input, "--set", "chunking.maxx=7");
        assertThat(key.code()).isEqualTo(2);
        assertThat(key.err())
                .isEqualToIgnoringNewLines("knowstream extract: unknown key chunking.maxx (command line);"
                        + " the nearest is chunking.max");
        CommandLineRun value = CommandLineRun.of("extract", "--input", input, "-Dchunking.max=7");
        assertThat(value.code()).isEqualTo(2);
        assertThat(value.err()).contains("chunking.max must be at least 64 (got 7)");
    }

    @Test
    void exitsWith2WhereThereIsNoInputOrNoGraph() {
        CommandLineRun extract = CommandLineRun.of(
                "extract", "--input", directory.resolve("none").toString());
        assertThat(extract.code()).isEqualTo(2);
        assertThat(extract.err()).contains("--input must be a file or - (there is no file");
        CommandLineRun query = CommandLineRun.of("query", "entity", "Ada", "--data", directory.toString());
        assertThat(query.code()).isEqualTo(2);
        assertThat(query.err()).contains("there is no graph in " + directory);
    }
}
