package io.knowstream.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.knowstream.job.cluster.ClusterHome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A cluster of processes that commands start and stop, in this process; what runs is stopped however the test ends. */
final class TestingCluster implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PROJECT = "knowstream.home";

    private final ClusterHome home;
    private final String projectBefore = System.getProperty(PROJECT);
    private final Thread atTheEnd = new Thread(() -> run("stop"), "end of the cluster");

    TestingCluster(Path directory) {
        this.home = new ClusterHome(directory);
        // What './knowstream' says where the project is.
        System.setProperty(PROJECT, Path.of("..").toAbsolutePath().normalize().toString());
        Runtime.getRuntime().addShutdownHook(atTheEnd);
    }

    ClusterHome home() {
        return home;
    }

    /** Runs {@code cluster COMMAND --dir ... --json}. */
    CommandLineRun run(String command, String... arguments) {
        return CommandLineRun.of(Stream.concat(
                        Stream.of("cluster", command, "--dir", home.directory().toString(), "--json"),
                        Stream.of(arguments))
                .toArray(String[]::new));
    }

    /** The same where it has to succeed: what it prints. */
    JsonNode answer(String command, String... arguments) throws IOException {
        CommandLineRun run = run(command, arguments);
        assertThat(run.code()).as(run.err()).isZero();
        return JSON.readTree(run.out());
    }

    /** The process ids of those that run, in the order of their names' start. */
    List<Long> pids() throws IOException {
        List<Long> pids = new ArrayList<>();
        JSON.readTree(run("status").out()).get("processes").forEach(process -> {
            if (process.get("running").asBoolean()) {
                pids.add(process.get("pid").longValue());
            }
        });
        return pids;
    }

    /** Runs Flink's client, which has to succeed: what it prints. */
    String flink(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(home.client().toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(out).isZero();
        return out;
    }

    @Override
    public void close() {
        CommandLineRun stopped = run("stop");
        Runtime.getRuntime().removeShutdownHook(atTheEnd);
        if (projectBefore == null) {
            System.clearProperty(PROJECT);
        } else {
            System.setProperty(PROJECT, projectBefore);
        }
        assertThat(stopped.code()).as(stopped.err()).isZero();
    }
}
