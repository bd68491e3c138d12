package io.knowstream.job.cli;

import io.knowstream.job.diagnose.Diagnosis;
import io.knowstream.job.diagnose.ObservedJob;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Mixin;

/** A {@code diagnose} command that asks a running job and nobody else. */
abstract class DiagnoseJobCommand implements Callable<Integer> {

    private final Function<ObservedJob, Diagnosis> check;

    @Mixin
    private RunningJobArguments job;

    @Mixin
    private DiagnosisOutput output;

    DiagnoseJobCommand(Function<ObservedJob, Diagnosis> check) {
        this.check = check;
    }

    @Override
    public final Integer call() throws InterruptedException {
        return output.print(check.apply(ObservedJob.read(job.reader(), job.details())));
    }
}
