package io.knowstream.job.cli;

import io.knowstream.job.cluster.Cluster;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The options of every command that works on a cluster. */
final class ClusterArguments {

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "The folder of the cluster. Default: .knowstream/cluster.")
    private Path directory;

    @Option(names = "--json", description = "Prints JSON.")
    private boolean json;

    Cluster cluster() throws IOException {
        return new Cluster(directory == null ? Home.directory().resolve("cluster") : directory, Home.project());
    }

    boolean json() {
        return json;
    }
}
