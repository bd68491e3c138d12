package io.knowstream.job.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputFileTest {

    @TempDir
    private Path directory;

    @Test
    void leavesNothingHalf() throws Exception {
        Path path = Files.writeString(directory.resolve("out.jsonl"), "before");
        try (OutputFile file = OutputFile.of(path.toString())) {
            file.writer().write("half");
            file.writer().flush();
        }
        assertThat(directory).isDirectoryContaining("glob:**out.jsonl");
        assertThat(directory.toFile().list()).containsExactly("out.jsonl");
        assertThat(path).hasContent("before");
    }

    @Test
    void replacesTheFileWhenComplete() throws Exception {
        Path path = Files.writeString(directory.resolve("out.jsonl"), "before");
        try (OutputFile file = OutputFile.of(path.toString())) {
            file.writer().write("after");
            file.complete();
        }
        assertThat(path).hasContent("after");
        assertThat(directory.toFile().list()).containsExactly("out.jsonl");
    }

    @Test
    void asksForADirectoryThatIsThere() {
        assertThatThrownBy(
                        () -> OutputFile.of(directory.resolve("none/out.jsonl").toString()))
                .isInstanceOf(UsageException.class)
                .hasMessageStartingWith("--output must be in a directory that is there");
    }
}
