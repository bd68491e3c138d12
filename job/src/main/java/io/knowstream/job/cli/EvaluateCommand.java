package io.knowstream.job.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

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
            EvaluateRetrievalCommand.class,
            CommandLine.HelpCommand.class
        },
        description = {"Runs the job over texts that people have annotated, and compares.", ""})
final class EvaluateCommand {}
