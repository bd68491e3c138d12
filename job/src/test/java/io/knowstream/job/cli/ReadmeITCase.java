package io.knowstream.job.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A newcomer follows README.md from the laptop to the cluster, to the letter: its commands are read out of it and run in
 * their order, in a fresh copy of the project without anything that a build has made.
 */
@Timeout(value = 45, unit = TimeUnit.MINUTES)
class ReadmeITCase {

    private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
    private static final String SECTION = "## From a laptop to a cluster";

    /** What a fresh clone does not have. */
    private static final Set<String> MADE =
            Set.of("target", ".git", ".knowstream", ".venv", ".idea", ".vscode", "data");

    private static final long BLOCK_MINUTES = 15;
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir
    private Path directory;

    private Path clone;

    @Test
    void whatItSaysOfClustersCanBeDone() throws Exception {
        assumeInstalled("mvn");
        assumeInstalled("bash");
        clone = directory.toRealPath().resolve("knowstream");
        copyProject();
        List<String> blocks = blocks(Files.readString(clone.resolve("README.md"), StandardCharsets.UTF_8));
        assertThat(blocks).hasSizeGreaterThan(3);
        boolean seen = false;
        try {
            for (String block : blocks) {
                if (block.contains("cluster stop")) {
                    seen = true;
                    everythingRunsAsItSays();
                }
                run(block);
            }
            assertThat(seen).as("the section stops what it starts").isTrue();
            assertThat(status().findValuesAsText("running")).isNotEmpty().containsOnly("false");
        } finally {
            new ProcessBuilder("./knowstream", "cluster", "stop")
                    .directory(clone.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("stop.log").toFile())
                    .start()
                    .waitFor(5, TimeUnit.MINUTES);
        }
    }

    private static void assumeInstalled(String program) {
        assumeTrue(
                Stream.of(System.getenv("PATH").split(File.pathSeparator))
                        .map(folder -> Path.of(folder, program))
                        .anyMatch(Files::isExecutable),
                "README.md is not followed: " + program + " must be on the PATH");
    }

    private void copyProject() throws IOException {
        Files.walkFileTree(PROJECT, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                if (MADE.contains(folder.getFileName().toString())
                        && !folder.startsWith(PROJECT.resolve("operators/src"))
                        && !folder.startsWith(PROJECT.resolve("job/src"))) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                Files.createDirectories(clone.resolve(PROJECT.relativize(folder)));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.copy(file, clone.resolve(PROJECT.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** The blocks of commands of the section: those that name no language. */
    private static List<String> blocks(String readme) {
        int begin = readme.indexOf("\n" + SECTION + "\n");
        assertThat(begin).as("there is a section '" + SECTION + "'").isNotNegative();
        int end = readme.indexOf("\n## ", begin + SECTION.length());
        List<String> blocks = new ArrayList<>();
        StringBuilder block = null;
        for (String line :
                readme.substring(begin, end < 0 ? readme.length() : end).lines().toList()) {
            if (block == null && line.equals("```")) {
                block = new StringBuilder();
            } else if (block != null && line.equals("```")) {
                blocks.add(block.toString());
                block = null;
            } else if (block != null) {
                block.append(line).append('\n');
            }
        }
        return blocks;
    }

    /** In a shell of its own that goes on with the variables of the one before. */
    private void run(String block) throws Exception {
        Path variables = directory.resolve("variables");
        Path log = directory.resolve("log");
        String script = "set -euo pipefail\n"
                + (Files.exists(variables) ? ". '" + variables + "'\n" : "")
                + block
                + "export -p >'" + variables + "'\n";
        ProcessBuilder builder = new ProcessBuilder("bash", "-c", script)
                .directory(clone.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        environment(builder.environment());
        Process shell = builder.start();
        boolean ended = shell.waitFor(BLOCK_MINUTES, TimeUnit.MINUTES);
        if (!ended) {
            shell.descendants().forEach(ProcessHandle::destroy);
            shell.destroy();
        }
        String said = Files.readString(log, StandardCharsets.UTF_8);
        System.out.println("$ " + block + said);
        assertThat(ended).as(block + " ends: " + said).isTrue();
        assertThat(shell.exitValue()).as(block + said).isZero();
    }

    /** The Maven inside takes its artifacts from where the Maven outside has them. */
    private static void environment(Map<String, String> environment) {
        String repository = System.getProperty("localRepository");
        if (repository != null) {
            environment.merge("MAVEN_OPTS", "-Dmaven.repo.local=" + repository, (a, b) -> a + " " + b);
        }
    }

    private JsonNode status() throws Exception {
        Process status = new ProcessBuilder("./knowstream", "cluster", "status", "--json")
                .directory(clone.toFile())
                .redirectError(directory.resolve("status.log").toFile())
                .start();
        String out = new String(status.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        status.waitFor();
        return new ObjectMapper().readTree(out);
    }

    /** Before it is stopped: rescaled, and with the task manager back that was killed. */
    private void everythingRunsAsItSays() {
        // A task manager that has started is a moment later one that has its slots taken.
        await().atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> {
            JsonNode status = status();
            assertThat(status.get("complete").booleanValue()).isTrue();
            assertThat(status.get("slots").intValue()).isEqualTo(4);
            assertThat(status.get("freeSlots").intValue()).isZero();
            assertThat(status.get("jobs").findValuesAsText("state")).containsExactlyInAnyOrder("FINISHED", "RUNNING");
        });
    }
}
