package io.knowstream.job.cli;

import io.knowstream.job.config.JobConfig;
import picocli.CommandLine.Option;

/** The parallelism of a job that runs to its end on this machine. */
final class ParallelismArgument {

    @Option(
            names = "--parallelism",
            paramLabel = "N",
            description = "Parallelism of the job. Default: the processors there are.")
    private int parallelism = Runtime.getRuntime().availableProcessors();

    /** What was asked for, if Flink can run it. */
    int of(JobConfig config) {
        BoundedRun.requireParallelism(parallelism, config);
        return parallelism;
    }
}
