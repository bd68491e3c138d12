package io.knowstream.job.cluster;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What {@code mvn package} leaves for a cluster.
 *
 * @param project the directory of the project
 */
record ClusterBuild(Path project) {

    /** The project's own jars, which are written anew while a broker may run. */
    private static final String OWN = "knowstream-";

    /** Flink's own jars, for {@code lib/}. */
    List<Path> flink() throws IOException {
        return classPath("flink/target/class-path");
    }

    /** Jars with native code and what they need, for {@code lib/} too. */
    List<Path> natives() throws IOException {
        Path directory = require("job/target/flink/lib");
        try (Stream<Path> jars = Files.list(directory)) {
            return jars.filter(ClusterBuild::isJar).sorted().toList();
        }
    }

    /** The job. */
    Path job() throws IOException {
        return require("job/target/flink/usrlib/knowstream-job.jar");
    }

    /** The broker's jars, among others. */
    List<Path> broker() throws IOException {
        return classPath("job/target/class-path/compile").stream()
                .filter(jar -> !jar.getFileName().toString().startsWith(OWN))
                .toList();
    }

    /** Prometheus' configuration and rules. */
    Path prometheus() throws IOException {
        return require("conf/prometheus");
    }

    private List<Path> classPath(String file) throws IOException {
        return Stream.of(Files.readString(require(file), StandardCharsets.UTF_8)
                        .strip()
                        .split(File.pathSeparator))
                .map(Path::of)
                .filter(ClusterBuild::isJar)
                .toList();
    }

    private static boolean isJar(Path path) {
        return path.toString().endsWith(".jar");
    }

    private Path require(String what) throws IOException {
        Path path = project.resolve(what);
        if (!Files.exists(path)) {
            throw new IOException("there is no " + path + ": 'mvn package' makes it");
        }
        return path;
    }
}
