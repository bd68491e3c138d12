package io.knowstream.job.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code diagnose}: what is wrong, with figures and the next step. */
@Command(
        name = "diagnose",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DiagnoseMemoryCommand.class,
            DiagnoseSpeedCommand.class,
            DiagnoseKafkaCommand.class,
            DiagnoseStateCommand.class,
            DiagnoseConfigCommand.class,
            CommandLine.HelpCommand.class
        },
        description = {
            "Says what is wrong, with the figures that say so and the next step. Exits with 1 if something is.",
            ""
        })
final class DiagnoseCommand {}
