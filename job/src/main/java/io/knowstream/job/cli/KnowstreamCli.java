package io.knowstream.job.cli;

import io.knowstream.job.config.InvalidConfigurationException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.NoSuchFileException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line: {@code ./knowstream COMMAND}. Exit codes: 0 done, 1 failed or nothing found, 2 not understood. */
@Command(
        name = "knowstream",
        description = "A Kafka topic of documents becomes a live knowledge graph.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        version = "knowstream 0.1.0",
        subcommands = {
            DemoCommand.class,
            ExtractCommand.class,
            PublishCommand.class,
            RetryCommand.class,
            QueryCommand.class,
            ExploreCommand.class,
            ExportCommand.class,
            IndexCommand.class,
            ProfileCommand.class,
            BenchCommand.class,
            EvaluateCommand.class,
            ClusterCommand.class,
            TortureCommand.class,
            ModelsCommand.class,
            ReportCommand.class,
            DiagnoseCommand.class,
            CommandLine.HelpCommand.class
        },
        footer = {
            "",
            "Exit codes: 0 done, 1 failed or nothing found, 2 the command line or the configuration is wrong.",
            "'knowstream help COMMAND' explains a command."
        })
public final class KnowstreamCli {

    private KnowstreamCli() {}

    /** Runs a command and exits with its code. */
    public static void main(String[] args) {
        CommandLogging.configure(args);
        int code = CommandLine.ExitCode.SOFTWARE;
        try (Interruption ignored = Interruption.ofThisThread();
                WorkDirectory alsoIgnored = WorkDirectory.ofThisProcess()) {
            code = run(args);
        } catch (IOException | UncheckedIOException e) {
            System.err.println("knowstream: temporary files cannot be made or removed: " + e);
        }
        // Flink, Kafka and ONNX Runtime leave threads behind that would keep the process.
        System.exit(code);
    }

    static int run(String... args) {
        return commandLine().execute(args);
    }

    /** All commands. */
    static CommandLine commandLine() {
        return new CommandLine(new KnowstreamCli())
                // "@name" is a name to look for, not a file of arguments.
                .setExpandAtFiles(false)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(KnowstreamCli::report);
    }

    private static int report(Exception failure, CommandLine command, CommandLine.ParseResult parsed) {
        PrintWriter err = command.getErr();
        if (failure instanceof InterruptedException || failure instanceof ClosedByInterruptException) {
            err.println("interrupted");
            return CommandLine.ExitCode.SOFTWARE;
        }
        boolean usage = failure instanceof InvalidConfigurationException || failure instanceof UsageException;
        err.println(command.getCommandSpec().qualifiedName() + ": " + explain(failure));
        if (!usage && !(failure instanceof NoAnswerException)) {
            if (CommandLogging.verbose()) {
                failure.printStackTrace(err);
            } else {
                err.println("(-v shows more; warnings are in " + CommandLogging.file() + ")");
            }
        }
        return usage ? CommandLine.ExitCode.USAGE : CommandLine.ExitCode.SOFTWARE;
    }

    /** The messages of a failure and of its causes, each once, from the outside in. */
    private static String explain(Throwable failure) {
        StringBuilder out = new StringBuilder();
        for (Throwable t = failure; t != null; t = t.getCause()) {
            String message = t instanceof NoSuchFileException missing && missing.getReason() == null
                    ? "no such file: " + missing.getFile()
                    : t.getMessage();
            if (message == null && out.isEmpty()) {
                message = t.getClass().getSimpleName();
            }
            if (message != null && out.indexOf(message) < 0) {
                out.append(out.isEmpty() ? "" : "\n  because: ").append(message);
            }
        }
        return out.toString();
    }
}
