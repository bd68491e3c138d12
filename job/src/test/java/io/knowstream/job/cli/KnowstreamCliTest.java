package io.knowstream.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class KnowstreamCliTest {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @MethodSource("commands")
    void explainsEachCommand(String command) {
        CommandLineRun run = CommandLineRun.of((command + " --help").split(" "));
        assertThat(run.code()).isZero();
        assertThat(run.out()).startsWith("Usage: knowstream " + command);
        assertThat(run.err()).isEmpty();
    }

    /** Every command and every command of a command. */
    static Stream<String> commands() {
        return commandsOf(KnowstreamCli.commandLine(), "");
    }

    private static Stream<String> commandsOf(CommandLine line, String prefix) {
        return line.getSubcommands().entrySet().stream()
                .filter(each -> !each.getKey().equals("help"))
                .flatMap(each -> Stream.concat(
                        Stream.of(prefix + each.getKey()), commandsOf(each.getValue(), prefix + each.getKey() + " ")));
    }

    @Test
    void certificatesForAnAddressWithoutTlsAreAMistake() {
        CommandLineRun run = CommandLineRun.of("report", "--flink", "http://localhost:1", "--tls", "none");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err())
                .contains("--tls is for https: nothing would be encrypted (--flink is http://localhost:1)");
    }

    @Test
    void hasTheseCommands() {
        assertThat(commands())
                .contains(
                        "demo",
                        "extract",
                        "publish",
                        "retry",
                        "query",
                        "explore",
                        "export",
                        "bench",
                        "bench pipeline",
                        "torture")
                .contains("models list", "models check", "models pull", "models remove", "models stand-in")
                .contains("cluster start", "cluster stop", "cluster status")
                .contains("index list", "index check", "index release", "index rebuild");
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
                "query semantic A --limit 2147483647",
                "query entity A --limit 0",
                "export --format pdf",
                "explore --port -1",
                "explore --port 65536",
                "explore --port many",
                "bench",
                "publish --input x --nonsense",
                "models",
                "models nonsense",
                "models pull",
                "models remove",
                "models stand-in",
                "retry --since yesterday",
                "index",
                "index rebuild",
                "index rebuild --savepoint /there/is/nothing --set index.path=index",
                "torture --minutes many",
                "torture --minutes 0",
                "torture --task-managers 0"
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
    void refusesBeforeTheJobWhatCannotBe() throws Exception {
        String input = Files.writeString(directory.resolve("in.jsonl"), "{}").toString();
        assertRefused("--output must not be the file that --input names", "--input", input, "--output", input);
        assertRefused("--output must be a file or -", "--input", input, "--output", directory.toString());
        assertRefused("--parallelism must be from 1 to job.max-parallelism, 128", "--input", input, "--parallelism=0");
        assertRefused("--parallelism must be from 1 to", "--input", input, "--parallelism=129");
        assertRefused("--data must be a directory", "--input", input, "--data", input);
        Path precious = directory.resolve("site/index/precious.html");
        Files.createDirectories(precious.getParent());
        Files.writeString(precious, "not an index");
        assertRefused(
                "--data must be a directory for indices",
                "--input",
                input,
                "--data",
                directory.resolve("site").toString());
        assertThat(precious).exists();
        assertThat(directory.resolve("in.jsonl")).hasContent("{}");
    }

    private static void assertRefused(String why, String... arguments) {
        List<String> line = new ArrayList<>(List.of(arguments));
        line.add(0, "extract");
        CommandLineRun run = CommandLineRun.of(line.toArray(String[]::new));
        assertThat(run.err()).startsWith("knowstream extract: " + why);
        assertThat(run.code()).isEqualTo(2);
    }

    @Test
    void takesNoArgumentsFromFiles() throws Exception {
        Path file = Files.writeString(directory.resolve("arguments"), "--help");
        CommandLineRun run = CommandLineRun.of("query", "entity", "@" + file, "--data", directory.toString());
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("there is no graph in " + directory);
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
