package io.knowstream.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.knowstream.index.PublishedHistory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IndexCommandTest {

    private static final String SAVEPOINT = "2-" + PublishedHistory.JOB;

    @TempDir
    private Path data;

    @TempDir
    private Path work;

    @BeforeEach
    void write() throws IOException {
        PublishedHistory.write(data.resolve("index"), work);
    }

    private CommandLineRun run(String... arguments) {
        List<String> line = new ArrayList<>(List.of(arguments));
        line.add("--data");
        line.add(data.toString());
        return CommandLineRun.of(line.toArray(String[]::new));
    }

    private List<Path> segments() throws IOException {
        try (Stream<Path> files = Files.walk(data.resolve("index/segments"))) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    /** Flips a bit of a file that only the newest state needs. */
    private Path damageNewest() throws IOException {
        Path file = segments().stream()
                .filter(each -> each.getParent().getFileName().toString().equals("4")
                        && each.toString().endsWith(".cfs"))
                .findFirst()
                .orElseThrow();
        byte[] content = Files.readAllBytes(file);
        content[content.length / 2] ^= 1;
        Files.write(file, content);
        return file;
    }

    @Test
    void exportReadsTheIndexOfAConfigurationThatIsNamed() throws IOException {
        Path config = Files.writeString(work.resolve("job.yaml"), "index:\n  path: " + data.resolve("index") + "\n");
        String expected = run("export").out();
        assertThat(expected).isNotEmpty();
        assertThat(CommandLineRun.of("export", "--config", config.toString()).out())
                .isEqualTo(expected);
        assertThat(CommandLineRun.of("export", "--config", config.toString(), "--checkpoint", "3")
                        .out())
                .isEqualTo(run("export", "--checkpoint", "3").out())
                .isNotEqualTo(expected);
        CommandLineRun none = CommandLineRun.of("export", "--set", "index.path=" + work.resolve("none"));
        assertThat(none.code()).isEqualTo(2);
        assertThat(none.err()).contains("there is no graph in " + work.resolve("none"));
    }

    @Test
    void listsStatesAndSavepoints() throws IOException {
        CommandLineRun text = run("index", "list");
        assertThat(text.code()).isZero();
        assertThat(text.lines()).hasSize(4);
        assertThat(text.lines().get(1)).matches("newest +4 +1 +1 +\\d+ +\\d+ kB");
        assertThat(text.lines().get(2)).matches(" +3 +1 +1 +\\d+ +\\d+ kB");
        assertThat(text.lines().get(3))
                .matches("savepoint " + SAVEPOINT + ", begun 2001-09-09T01:46:40Z, \\d+ files, \\d+ kB");

        List<JsonNode> json = new ArrayList<>();
        for (String line : run("index", "list", "--json").lines()) {
            json.add(new ObjectMapper().readTree(line));
        }
        assertThat(json)
                .extracting(node -> node.get("kind").textValue())
                .containsExactly("manifest", "manifest", "savepoint");
        assertThat(json.get(0).get("checkpoint").intValue()).isEqualTo(4);
        assertThat(json.get(2).get("name").textValue()).isEqualTo(SAVEPOINT);
    }

    @Test
    void releasesTheFilesOfASavepointOnce() throws IOException {
        int before = segments().size();
        CommandLineRun first = run("index", "release", "2");
        assertThat(first.code()).isZero();
        assertThat(first.lines().get(0)).isEqualTo("released " + SAVEPOINT);
        int removed = before - segments().size();
        assertThat(removed).isPositive();
        assertThat(first.lines().get(1)).startsWith("removed " + removed + " files");
        assertThat(run("index", "list").lines()).hasSize(3);
        assertThat(run("index", "check").out()).isEqualToIgnoringNewLines("all files are whole");
        for (String again : List.of("2", SAVEPOINT, "--all", "--older-than=1d")) {
            CommandLineRun second = run("index", "release", again, "--json");
            assertThat(second.code()).as(second.err()).isZero();
            assertThat(second.out()).isEqualToIgnoringNewLines("{\"savepoints\":[],\"files\":0,\"bytes\":0}");
        }
    }

    @Test
    void releasesByAge() {
        assertThat(run("index", "release", "--older-than", "100000 d").lines()).hasSize(1);
        assertThat(run("index", "release", "--older-than", "1 d").lines()).contains("released " + SAVEPOINT);
    }

    @Test
    void findsAndNamesWhatIsDamaged() throws IOException {
        assertThat(run("index", "check").code()).isZero();
        Path damaged = damageNewest();
        CommandLineRun check = run("index", "check", "--json");
        assertThat(check.code()).isEqualTo(1);
        assertThat(check.lines()).hasSize(1);
        String name = data.resolve("index").relativize(damaged).toString();
        assertThat(new ObjectMapper().readTree(check.out()).get("file").textValue())
                .isEqualTo(name);

        Files.delete(data.resolve("index/index.json"));
        CommandLineRun lost = run("index", "check");
        assertThat(lost.code()).isEqualTo(1);
        assertThat(lost.out()).contains("index.json is missing");
    }

    @Test
    void readsAnOlderStateOnlyWhereThatIsSaid() throws IOException {
        Path damaged = damageNewest();
        CommandLineRun refused = run("query", "entity", "Cleo");
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.out()).isEmpty();
        assertThat(refused.err())
                .contains(data.resolve("index").relativize(damaged).toString())
                .contains("must have the checksum")
                .contains("whole is of lineage 1, checkpoint 3");

        CommandLineRun lastGood = run("query", "entity", "Cleo", "--last-good");
        assertThat(lastGood.code()).isZero();
        assertThat(lastGood.out()).contains("Cleo");
        assertThat(lastGood.err()).startsWith("This is not the newest state but that of checkpoint 3");
        CommandLineRun third = run("export", "--checkpoint", "3");
        assertThat(third.code()).isZero();
        assertThat(third.lines()).hasSize(3);
        CommandLineRun gone = run("export", "--checkpoint", "2");
        assertThat(gone.code()).isEqualTo(2);
        assertThat(gone.err()).contains("no manifest of checkpoint 2; it retains those of [3, 4]");
    }

    @Test
    void exportsADirectoryOfParquet() throws IOException {
        Path first = work.resolve("first");
        assertThat(run("export", "--format", "parquet", "--output", first.toString())
                        .code())
                .isZero();
        assertThat(first.toFile().list())
                .containsExactlyInAnyOrder(
                        "chunks.parquet",
                        "documents.parquet",
                        "entities.parquet",
                        "links.parquet",
                        "relationships.parquet");
        Path again = Files.createDirectory(work.resolve("again"));
        Files.writeString(again.resolve("entities.parquet"), "of an earlier export");
        assertThat(run("export", "--format", "parquet", "--output", again.toString())
                        .code())
                .isZero();
        for (String file : first.toFile().list()) {
            assertThat(first.resolve(file)).hasSameBinaryContentAs(again.resolve(file));
        }

        CommandLineRun stream = run("export", "--format", "parquet");
        assertThat(stream.code()).isEqualTo(2);
        assertThat(stream.err()).contains("--output must be a directory for --format parquet, which writes 5 files");
        assertThat(stream.out()).isEmpty();
    }

    @Test
    void saysWhatItNeedsToKnow() {
        assertThat(run("index", "release").code()).isEqualTo(2);
        assertThat(run("index", "release", "--all", "2").code()).isEqualTo(2);
        assertThat(run("index", "release", "--older-than", "long").err())
                .contains("'--older-than'", "must be a duration");
        assertThat(run("index", "list", "--index", "/nowhere").err()).contains("--data and --index cannot both");
        assertThat(run("export", "--last-good", "--checkpoint", "3").code()).isEqualTo(2);
        CommandLineRun nowhere = CommandLineRun.of("index", "list", "--index", work.toString());
        assertThat(nowhere.code()).isEqualTo(2);
        assertThat(nowhere.err()).contains("there is no index at " + work);
    }
}
