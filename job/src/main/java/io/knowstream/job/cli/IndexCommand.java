package io.knowstream.job.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code index}: what an index holds, whether it is whole, and what it need no longer keep. */
@Command(
        name = "index",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            IndexListCommand.class,
            IndexCheckCommand.class,
            IndexReleaseCommand.class,
            IndexRebuildCommand.class,
            CommandLine.HelpCommand.class
        },
        description = {
            "Looks after an index: its published states, the files of its savepoints, its checksums, and a new one from"
                    + " state.",
            ""
        })
final class IndexCommand {}
