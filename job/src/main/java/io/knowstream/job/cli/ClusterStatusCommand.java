package io.knowstream.job.cli;

import io.knowstream.job.cluster.ClusterStatus;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code cluster status}: what runs, and where. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Shows which processes of the cluster run and where they answer, its slots and its jobs. Exits with 1 if one of"
                    + " the processes does not run.",
            ""
        })
final class ClusterStatusCommand implements Callable<Integer> {

    @Mixin
    private ClusterArguments arguments;

    @Mixin
    private Verbosity verbosity;

    @Override
    public Integer call() throws Exception {
        ClusterStatus status = arguments.cluster().status();
        if (arguments.json()) {
            System.out.println(ClusterAnswer.json(status).toPrettyString());
        } else {
            System.out.print(ClusterAnswer.text(status));
        }
        return status.complete() ? 0 : 1;
    }
}
