package io.knowstream.job.cli;

import io.knowstream.job.diagnose.MemoryCheck;
import picocli.CommandLine.Command;

/** {@code diagnose memory}: whether models have the memory that they need. */
@Command(
        name = "memory",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Looks at the memory of models in a running job: what they take of models.budget, how well, and whether it fits.",
            ""
        })
final class DiagnoseMemoryCommand extends DiagnoseJobCommand {

    DiagnoseMemoryCommand() {
        super(MemoryCheck::of);
    }
}
