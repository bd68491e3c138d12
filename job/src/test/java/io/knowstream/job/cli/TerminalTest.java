package io.knowstream.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TerminalTest {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream err = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    @ParameterizedTest
    @CsvSource({"40, 39", "80, 79", "200, 100", "0, 79"})
    void writesOverOneLineThatNeverGoesOnInTheNext(int columns, int width) {
        try (Terminal terminal = new Terminal(err, true, columns)) {
            terminal.show("%s", "x".repeat(300));
            terminal.show("%s", "short");
        }
        assertThat(bytes.toString(StandardCharsets.UTF_8).split("\r"))
                .containsExactly(
                        "", "x".repeat(width), String.format("%-" + width + "s", "short (0 s)"), " ".repeat(width));
    }

    @Test
    void isSilentWhereThereIsNoTerminal() {
        try (Terminal terminal = new Terminal(err, false, 80)) {
            terminal.show("%s", "anything");
        }
        assertThat(bytes.size()).isZero();
    }
}
