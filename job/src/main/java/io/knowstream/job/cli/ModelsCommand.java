package io.knowstream.job.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code models}: what models there are, and which are installed. */
@Command(
        name = "models",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            ModelsListCommand.class,
            ModelsCheckCommand.class,
            ModelsPullCommand.class,
            ModelsRemoveCommand.class,
            ModelsStandInCommand.class,
            CommandLine.HelpCommand.class
        },
        description = {
            "Shows, checks, installs and removes models. They lie in models.directory, one folder a name.",
            ""
        })
final class ModelsCommand {}
