package io.knowstream.job.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputDirectoryTest {

    private static final List<String> NAMES = List.of("a.parquet", "b.parquet");

    @TempDir
    private Path directory;

    private static OutputDirectory open(Path path) throws IOException {
        return OutputDirectory.of(path.toString(), "parquet", NAMES);
    }

    private static void write(OutputDirectory out, String name, String text) throws IOException {
        OutputStream file = out.create(name);
        file.write(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void appearsWhenComplete() throws Exception {
        Path path = directory.resolve("out");
        try (OutputDirectory out = open(path)) {
            write(out, "a.parquet", "a");
            write(out, "b.parquet", "b");
            assertThat(path).doesNotExist();
            out.complete();
        }
        assertThat(path.resolve("a.parquet")).hasContent("a");
        assertThat(path.resolve("b.parquet")).hasContent("b");
        assertThat(directory.toFile().list()).containsExactly("out");
    }

    @Test
    void leavesNothingHalf() throws Exception {
        Path path = directory.resolve("out");
        try (OutputDirectory out = open(path)) {
            write(out, "a.parquet", "half");
        }
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void keepsAnEarlierOneUntilComplete() throws Exception {
        Path earlier = Files.createDirectory(directory.resolve("out"));
        Files.writeString(earlier.resolve("a.parquet"), "before");
        try (OutputDirectory out = open(earlier)) {
            write(out, "a.parquet", "half");
        }
        assertThat(earlier.resolve("a.parquet")).hasContent("before");
        Path link = Files.createSymbolicLink(directory.resolve("link"), earlier);
        try (OutputDirectory out = open(link)) {
            write(out, "a.parquet", "after");
            write(out, "b.parquet", "b");
            out.complete();
        }
        assertThat(earlier.resolve("a.parquet")).hasContent("after");
        assertThat(earlier.toFile().list()).containsExactlyInAnyOrder("a.parquet", "b.parquet");
        assertThat(link).isSymbolicLink();
    }

    @Test
    void clearsWhatAKilledRunLeft() throws Exception {
        Path left = Files.createDirectory(directory.resolve("out.part"));
        Files.writeString(left.resolve("b.parquet"), "half");
        try (OutputDirectory out = open(directory.resolve("out"))) {
            write(out, "a.parquet", "a");
            out.complete();
        }
        assertThat(directory.toFile().list()).containsExactly("out");
        assertThat(directory.resolve("out").toFile().list()).containsExactly("a.parquet");
    }

    @Test
    void refusesWhatHoldsSomethingElse() throws Exception {
        Path precious = Files.writeString(directory.resolve("precious.txt"), "precious");
        assertRefused(
                directory,
                "--output must be a new or empty directory or one of an earlier export, but " + directory.toRealPath()
                        + " holds precious.txt");
        assertRefused(precious, "--output must be a directory for --format parquet");
        assertRefused(directory.resolve("none/out"), "--output must be in a directory that is there");
        Path part = Files.createDirectory(directory.resolve("out.part"));
        Files.writeString(part.resolve("precious.txt"), "precious");
        assertRefused(directory.resolve("out"), "--output must be a new or empty directory");
        assertThat(precious).hasContent("precious");
        assertThat(part.resolve("precious.txt")).hasContent("precious");
    }

    @Test
    void refusesStandardOutputAndSaysWhy() {
        assertRefused(
                Path.of("-"),
                "--output must be a directory for --format parquet, which writes 2 files, one for each kind of record"
                        + " (got -, standard output)");
    }

    private static void assertRefused(Path path, String why) {
        assertThatThrownBy(() -> open(path)).isInstanceOf(UsageException.class).hasMessageStartingWith(why);
    }
}
