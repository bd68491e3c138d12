package io.knowstream.job.cli;

import io.knowstream.job.diagnose.MemoryCheck;
import io.knowstream.job.diagnose.ObservedJob;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code diagnose memory}: whether models have the memory that they need. */
@Command(
        name = "memory",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Looks at the memory of models in a running job: what they take of models.budget, how well, and whether it fits.",
            ""
        })
final class DiagnoseMemoryCommand implements Callable<Integer> {

    @Mixin
    private RunningJobArguments job;

    @Mixin
    private DiagnosisOutput output;

    @Override
    public Integer call() throws InterruptedException {
        return output.print(MemoryCheck.of(ObservedJob.read(job.reader(), job.details())));
    }
}
