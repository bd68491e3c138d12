package io.knowstream.job.cli;

import io.knowstream.job.diagnose.Diagnosis;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How a diagnosis is shown: the options of every {@code diagnose} command. */
final class DiagnosisOutput {

    @Option(names = "--json", description = "Prints JSON.")
    private boolean json;

    @Mixin
    private Verbosity verbosity;

    /** Prints a diagnosis; the exit code. */
    int print(Diagnosis diagnosis) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        out.print(json ? diagnosis.json().toPrettyString() + "\n" : diagnosis.text());
        return diagnosis.sound() ? 0 : 1;
    }
}
