package io.knowstream.job.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code evaluate}: how good it is. */
@Command(
        name = "evaluate",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            EvaluateEntitiesCommand.class,
            EvaluateRelationsCommand.class,
            EvaluateCoreferenceCommand.class,
            EvaluateCalibrationCommand.class,
            EvaluateRetrievalCommand.class
        },
        description = "Runs the job over texts that people have annotated, and compares.")
final class EvaluateCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "evaluate needs to know what: "
                        + String.join(", ", spec.subcommands().keySet()));
    }
}
