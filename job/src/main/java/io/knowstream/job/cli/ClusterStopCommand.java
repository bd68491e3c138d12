package io.knowstream.job.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.knowstream.job.cluster.Cluster;
import io.knowstream.job.cluster.ClusterStatus;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code cluster stop}: stops what runs. */
@Command(
        name = "stop",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Stops what of the cluster runs; its folder stays, and the next start goes on with it. A job ends with the job"
                    + " manager: stop it with a savepoint before, or go on from its last checkpoint, which this command tells.",
            ""
        })
final class ClusterStopCommand implements Callable<Integer> {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Mixin
    private ClusterArguments arguments;

    @Mixin
    private Verbosity verbosity;

    @Override
    public Integer call() throws Exception {
        Cluster cluster = arguments.cluster();
        List<ClusterStatus.Job> jobs = cluster.status().jobs().stream()
                .filter(ClusterStatus.Job::alive)
                .toList();
        List<String> stopped;
        try (Terminal terminal = Terminal.open()) {
            stopped = cluster.stop(what -> terminal.show("%s", what));
        }
        if (arguments.json()) {
            ObjectNode out = JSON.createObjectNode();
            stopped.forEach(out.putArray("stopped")::add);
            out.set("jobs", ClusterAnswer.json(jobs));
            System.out.println(out.toPrettyString());
            return 0;
        }
        System.out.println(
                stopped.isEmpty()
                        ? "nothing runs in " + cluster.home().directory()
                        : "stopped " + String.join(", ", stopped));
        for (ClusterStatus.Job job : jobs) {
            System.out.println("job " + job.id() + " (" + job.name() + ") has ended with it; "
                    + (job.checkpoint() == null
                            ? "it had no checkpoint yet"
                            : "'flink run -s " + job.checkpoint() + " ...' goes on from its last checkpoint"));
        }
        return 0;
    }
}
