package io.knowstream.job.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class InputFileTest {

    @TempDir
    private Path directory;

    @Test
    void unpacksWhatIsPacked() throws Exception {
        Path path = directory.resolve("in.jsonl.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(path))) {
            out.write("text".getBytes(StandardCharsets.UTF_8));
        }
        InputFile file = InputFile.of(path.toString(), directory);
        assertThat(read(file)).isEqualTo("text");
        assertThat(file.link(directory)).hasFileName("input.jsonl.gz");
    }

    /** Flink would unpack it by its name. */
    @Test
    void takesNoOtherEndingForPacked() throws Exception {
        Path path = Files.writeString(directory.resolve("in.bz2"), "text");
        InputFile file = InputFile.of(path.toString(), directory);
        assertThat(read(file)).isEqualTo("text");
        assertThat(file.link(directory)).hasFileName("input.jsonl").hasContent("text");
    }

    @Test
    void keepsStandardInput() throws Exception {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream("text".getBytes(StandardCharsets.UTF_8)));
        try {
            InputFile file = InputFile.of("-", directory);
            assertThat(read(file)).isEqualTo("text");
            assertThat(read(file)).isEqualTo("text");
        } finally {
            System.setIn(before);
        }
    }

    @Test
    @Timeout(30)
    void canBeInterruptedWhileItWaitsForStandardInput() throws Exception {
        InputStream before = System.in;
        PipedOutputStream silent = new PipedOutputStream();
        System.setIn(new PipedInputStream(silent));
        try {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> InputFile.of("-", directory)).isInstanceOf(InterruptedException.class);
        } finally {
            silent.close();
            System.setIn(before);
        }
    }

    @Test
    void asksForAFileThatIsThere() {
        assertThatThrownBy(() -> InputFile.of(directory.toString(), directory))
                .isInstanceOf(UsageException.class)
                .hasMessageStartingWith("--input must be a file or -");
    }

    private static String read(InputFile file) throws Exception {
        try (InputStream in = file.open()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
