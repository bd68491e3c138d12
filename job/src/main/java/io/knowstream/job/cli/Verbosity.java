package io.knowstream.job.cli;

import picocli.CommandLine.Option;

/** The option that every command has; {@link CommandLogging} looks for it before the command line is parsed. */
final class Verbosity {

    @Option(
            names = {"-v", "--verbose"},
            description = "Logs to the console what goes on, and stack traces of failures.")
    private boolean verbose;

    boolean verbose() {
        return verbose;
    }
}
