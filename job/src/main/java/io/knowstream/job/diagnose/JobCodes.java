package io.knowstream.job.diagnose;

import java.util.List;

/** What is found where a running job is asked. */
final class JobCodes {

    static final Code UNREACHABLE = new Code(
            Severity.ERROR,
            "job.unreachable",
            "{0}",
            "Start the cluster, or name where it is: --flink URL of its web UI, or --prometheus URL.");

    static final Code NOT_FOUND = new Code(
            Severity.ERROR, "job.not-found", "{0}", "Start the job, or name the one that is meant with --job.");

    static final Code FAILING = new Code(
            Severity.ERROR,
            "job.failing",
            "job {0} is {1}: {2}",
            "Put right what it says; ./knowstream diagnose state, kafka and config look further. The whole "
                    + "exception is in the web UI, under Exceptions.");

    static final List<Code> ALL = List.of(UNREACHABLE, NOT_FOUND, FAILING);

    private JobCodes() {}
}
