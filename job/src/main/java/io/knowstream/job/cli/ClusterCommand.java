package io.knowstream.job.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code cluster}: broker, job manager and task managers as processes of this machine. */
@Command(
        name = "cluster",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "A broker, a Flink job manager, task managers and, where it is installed, a Prometheus, as processes of this"
                    + " machine that go on when the command has ended.",
            "Its folder has the same layout as the container images: bin/flink is Flink's own client.",
            ""
        },
        subcommands = {
            ClusterStartCommand.class,
            ClusterStopCommand.class,
            ClusterStatusCommand.class,
            CommandLine.HelpCommand.class
        })
final class ClusterCommand {}
