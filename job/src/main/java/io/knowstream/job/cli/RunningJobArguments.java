package io.knowstream.job.cli;

import io.knowstream.job.diagnose.JobDetailsReader;
import io.knowstream.job.monitor.FlinkReader;
import io.knowstream.job.monitor.JobReader;
import io.knowstream.job.monitor.JsonApi;
import io.knowstream.job.monitor.PrometheusReader;
import java.net.URI;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where a running job is asked. */
final class RunningJobArguments {

    /** Flink's own port, where nobody says otherwise. */
    static final URI FLINK = URI.create("http://localhost:8081");

    @ArgGroup
    private Place place = new Place();

    @Option(
            names = "--job",
            paramLabel = "NAME",
            description = "Id or name of the job. Default: the one that runs there.")
    private String job;

    @Mixin
    private TlsArguments tls;

    private static final class Place {
        @Option(
                names = "--flink",
                paramLabel = "URL",
                description = "Address of Flink's web UI. Default: http://localhost:8081.")
        private URI flink;

        @Option(
                names = "--prometheus",
                paramLabel = "URL",
                description = "Address of a Prometheus that scrapes the cluster, instead.")
        private URI prometheus;
    }

    JobReader reader() {
        if (place.prometheus != null) {
            return new PrometheusReader(tls.api("--prometheus", place.prometheus), job);
        }
        return new FlinkReader(flink(), job);
    }

    /** Reads what is not among the metrics; nothing where a Prometheus is asked, which does not know it. */
    Optional<JobDetailsReader> details() {
        return place.prometheus != null ? Optional.empty() : Optional.of(new JobDetailsReader(flink(), job));
    }

    /** Whether the command line says which job is meant. */
    boolean named() {
        return place.flink != null || place.prometheus != null || job != null;
    }

    private JsonApi flink() {
        return tls.api("--flink", place.flink == null ? FLINK : place.flink);
    }
}
