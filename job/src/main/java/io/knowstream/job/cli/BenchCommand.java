package io.knowstream.job.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bench}: how fast it is here. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            BenchPipelineCommand.class,
            BenchModelsCommand.class,
            BenchGroundedCommand.class,
            BenchQueryCommand.class,
            BenchResolutionCommand.class,
            BenchPresetsCommand.class,
            BenchScaleCommand.class,
            BenchSlotsCommand.class,
            BenchSoakCommand.class,
            BenchStorageCommand.class,
            BenchMetricsCommand.class
        },
        description = "Measures speed and memory on this machine.")
final class BenchCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "bench needs to know what: "
                        + String.join(", ", spec.subcommands().keySet()));
    }
}
