package io.knowstream.job.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
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
    void writesThroughASymbolicLink() throws Exception {
        Path path = Files.writeString(directory.resolve("out.jsonl"), "before");
        Path link = Files.createSymbolicLink(directory.resolve("link"), path);
        try (OutputFile file = OutputFile.of(link.toString())) {
            file.writer().write("after");
            file.complete();
        }
        assertThat(path).hasContent("after");
        assertThat(link).isSymbolicLink();
    }

    /** A file in the place of /dev/null would break the machine; a pipe stands for it here. */
    @Test
    @Timeout(30)
    void replacesNoDevice() throws Exception {
        Path pipe = directory.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        FutureTask<String> reading = new FutureTask<>(() -> Files.readString(pipe));
        new Thread(reading, "reader").start();
        try (OutputFile file = OutputFile.of(pipe.toString())) {
            file.writer().write("text");
            file.complete();
        }
        assertThat(reading.get()).isEqualTo("text");
        assertThat(Files.isRegularFile(pipe)).isFalse();
        assertThat(directory.toFile().list()).containsExactly("pipe");
    }

    @Test
    void asksForADirectoryThatIsThere() {
        assertThatThrownBy(
                        () -> OutputFile.of(directory.resolve("none/out.jsonl").toString()))
                .isInstanceOf(UsageException.class)
                .hasMessageStartingWith("--output must be in a directory that is there");
    }
}
