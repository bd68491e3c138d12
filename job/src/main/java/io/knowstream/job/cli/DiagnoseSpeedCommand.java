package io.knowstream.job.cli;

import io.knowstream.job.diagnose.ObservedJob;
import io.knowstream.job.diagnose.SpeedCheck;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code diagnose speed}: what takes the time of a running job. */
@Command(
        name = "speed",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Looks at the speed of a running job: where a document spends its time, which stage is the bottleneck, which task holds others back.",
            ""
        })
final class DiagnoseSpeedCommand implements Callable<Integer> {

    @Mixin
    private RunningJobArguments job;

    @Mixin
    private DiagnosisOutput output;

    @Override
    public Integer call() throws InterruptedException {
        return output.print(SpeedCheck.of(ObservedJob.read(job.reader(), job.details())));
    }
}
