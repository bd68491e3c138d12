package io.knowstream.job.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code index}: looks after the published indices. */
@Command(
        name = "index",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {IndexRebuildCommand.class, CommandLine.HelpCommand.class},
        description = {"Looks after the indices at index.path.", ""})
final class IndexCommand {}
