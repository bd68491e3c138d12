package io.knowstream.job.cluster;

import java.nio.file.Path;

/**
 * The folders of a cluster on one machine, as {@code docs/layout.md} has them.
 *
 * @param directory Flink's home
 */
public record ClusterHome(Path directory) {

    /** Flink's client. */
    public Path client() {
        return directory.resolve("bin/flink");
    }

    /** Flink's configuration. */
    public Path conf() {
        return directory.resolve("conf");
    }

    /** The job's configuration. */
    public Path jobConfiguration() {
        return conf().resolve("knowstream.yaml");
    }

    /** Flink and all that is native. */
    public Path lib() {
        return directory.resolve("lib");
    }

    /** The job. */
    public Path jobJar() {
        return directory.resolve("usrlib/knowstream-job.jar");
    }

    /** Checkpoints, savepoints and the index. */
    public Path data() {
        return directory.resolve("data");
    }

    /** The index of the job. */
    public Path index() {
        return data().resolve("index");
    }

    /** The broker's settings and its log. */
    public Path kafka() {
        return directory.resolve("kafka");
    }

    /** Prometheus' configuration and its data. */
    public Path prometheus() {
        return directory.resolve("prometheus");
    }

    /** What runs: process ids, and {@link ClusterState}. */
    Path run() {
        return directory.resolve("run");
    }

    /** The process id of a process. */
    public Path pidFile(String process) {
        return run().resolve(process + ".pid");
    }

    /** The log of a process. */
    Path log(String process) {
        return directory.resolve("log").resolve(process + ".log");
    }

    /** What a process writes to standard output and error. */
    public Path output(String process) {
        return directory.resolve("log").resolve(process + ".out");
    }

    /** Temporary files of a process. */
    Path temporary(String process) {
        return directory.resolve("tmp").resolve(process);
    }

    /** Where the tokenizers' library is unpacked. */
    Path nativeCache() {
        return directory.resolve("tmp/native");
    }
}
