package io.knowstream.job.cli;

import io.knowstream.job.config.DocumentOptions;
import io.knowstream.job.config.EffectiveConfiguration;
import io.knowstream.job.config.JobConfig;
import io.knowstream.job.diagnose.JobDetails;
import io.knowstream.job.diagnose.KafkaCheck;
import io.knowstream.job.diagnose.KafkaReader;
import io.knowstream.job.kafka.KafkaConfig;
import java.io.IOException;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code diagnose kafka}: whether the job can read and write its topics. */
@Command(
        name = "kafka",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Looks at the brokers and topics of the configuration, as the job's user: whether they answer, take the"
                    + " credentials, have the topics, and let them be read and written.",
            ""
        })
final class DiagnoseKafkaCommand implements Callable<Integer> {

    /** What Flink calls the task that reads the topic begins with this. */
    private static final String SOURCE = "Source: documents";

    @Option(
            names = "--parallelism",
            paramLabel = "N",
            description = "Parallelism of the source. Default: that of the running job, where one answers.")
    private Integer parallelism;

    @Mixin
    private RunningJobArguments job;

    @Mixin
    private ConfigurationArguments configuration;

    @Mixin
    private DiagnosisOutput output;

    @Override
    public Integer call() throws InterruptedException {
        EffectiveConfiguration effective = configuration.effective(Map.of(), Map.of());
        KafkaConfig kafka;
        try {
            kafka = JobConfig.kafka(effective);
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage());
        }
        int rejected = (int) effective.get(DocumentOptions.REJECTED_MAX_BYTES).getBytes();
        return output.print(KafkaCheck.of(kafka, rejected, new KafkaReader(kafka).read(), parallelism()));
    }

    private OptionalInt parallelism() throws InterruptedException {
        if (parallelism != null) {
            return OptionalInt.of(parallelism);
        }
        try {
            return job.details().isEmpty()
                    ? OptionalInt.empty()
                    : job.details().get().read().tasks().stream()
                            .filter(task -> task.name().startsWith(SOURCE))
                            .mapToInt(JobDetails.Task::parallelism)
                            .findFirst();
        } catch (IOException e) {
            // Brokers can be looked at where no job runs.
            return OptionalInt.empty();
        }
    }
}
