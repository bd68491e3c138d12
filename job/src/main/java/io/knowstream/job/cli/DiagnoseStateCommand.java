package io.knowstream.job.cli;

import io.knowstream.job.config.EffectiveConfiguration;
import io.knowstream.job.config.IndexOptions;
import io.knowstream.job.config.JobOptions;
import io.knowstream.job.diagnose.ObservedJob;
import io.knowstream.job.diagnose.StateDiagnosis;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code diagnose state}: whether state is kept and can be restored. */
@Command(
        name = "state",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Looks at the checkpoints, restarts and exceptions of a running job or the one that failed last, at the index"
                    + " where index.path is set, and at a savepoint: whether the configuration can start from it.",
            ""
        })
final class DiagnoseStateCommand implements Callable<Integer> {

    @Option(
            names = "--savepoint",
            paramLabel = "PATH",
            description = "A savepoint or checkpoint. No running job is looked at then, unless one is named.")
    private String savepoint;

    @Mixin
    private RunningJobArguments job;

    @Mixin
    private ConfigurationArguments configuration;

    @Mixin
    private DiagnosisOutput output;

    @Override
    public Integer call() throws InterruptedException {
        EffectiveConfiguration effective = configuration.effective(Map.of(), Map.of());
        String index = effective.get(IndexOptions.PATH);
        IndexLocation.readyFileSystems(savepoint, index);
        boolean ofThisConfiguration = savepoint != null || configuration.named();
        return output.print(StateDiagnosis.of(
                savepoint == null || job.named()
                        ? Optional.of(ObservedJob.read(job.reader(), job.details()))
                        : Optional.empty(),
                savepoint,
                index,
                ofThisConfiguration ? Optional.of(effective.get(JobOptions.MAX_PARALLELISM)) : Optional.empty()));
    }
}
