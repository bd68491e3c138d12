package io.knowstream.job.cluster;

import io.knowstream.job.process.DetachedProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.flink.util.FileUtils;

/**
 * A process of a cluster.
 *
 * @param name what messages, files and Flink call it
 * @param address where it answers
 * @param process it, running or not
 * @param command what it is started with
 * @param environment variables beside those of the command that starts it
 */
record ClusterMember(
        String name,
        String address,
        DetachedProcess process,
        List<String> command,
        Map<String, String> environment,
        ClusterHome home) {

    private static final int LAST_LINES = 20;

    boolean isRunning() throws IOException {
        return process.find().isPresent();
    }

    void start() throws IOException {
        // What was killed has left behind what it had unpacked.
        FileUtils.cleanDirectory(Files.createDirectories(home.temporary(name)).toFile());
        process.start(command, environment, home.directory(), home.output(name));
    }

    /** What it said last, for messages. */
    String lastWords() throws IOException {
        for (Path file : List.of(home.log(name), home.output(name))) {
            if (Files.exists(file) && Files.size(file) > 0) {
                List<String> lines = new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                        .lines()
                        .toList();
                return file + " ends with\n"
                        + String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
            }
        }
        return home.output(name) + " is empty";
    }
}
