package io.knowstream.job.cli;

import io.knowstream.job.config.EffectiveConfiguration;
import io.knowstream.job.config.IndexOptions;
import io.knowstream.job.config.InvalidConfigurationException;
import io.knowstream.job.diagnose.ConfigCheck;
import io.knowstream.job.diagnose.Diagnosis;
import io.knowstream.job.diagnose.Environment;
import io.knowstream.job.diagnose.JobDetailsReader;
import io.knowstream.job.diagnose.ObservedCluster;
import io.knowstream.job.diagnose.TaskManagerMemory;
import io.knowstream.job.monitor.JsonApi;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code diagnose config}: whether a job can start with a configuration. */
@Command(
        name = "config",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Looks at the configuration, with where each key that is not a default comes from, at the installed models, at"
                    + " this machine, and at the memory of the task managers where a cluster answers.",
            ""
        })
final class DiagnoseConfigCommand implements Callable<Integer> {

    @Option(
            names = "--flink",
            paramLabel = "URL",
            description = "Address of Flink's web UI. Default: http://localhost:8081, where something answers there.")
    private URI flink;

    @Mixin
    private TlsArguments tls;

    @Mixin
    private ConfigurationArguments configuration;

    @Mixin
    private DiagnosisOutput output;

    @Override
    public Integer call() throws InterruptedException {
        JsonApi api = tls.api("--flink", flink == null ? RunningJobArguments.FLINK : flink);
        ObservedCluster cluster = ObservedCluster.read(new JobDetailsReader(api, null), flink != null);
        return output.print(diagnosis(cluster.taskManagers()).with(Map.of(), cluster.findings()));
    }

    private Diagnosis diagnosis(List<TaskManagerMemory> taskManagers) throws InterruptedException {
        try {
            String index = configuration.effective(Map.of(), Map.of()).get(IndexOptions.PATH);
            EffectiveConfiguration effective =
                    configuration.effective(Map.of(IndexOptions.PATH.key(), "none"), Map.of());
            return ConfigCheck.of(effective, index != null, Environment.here(), taskManagers);
        } catch (InvalidConfigurationException e) {
            return ConfigCheck.of(e, Environment.here());
        }
    }
}
