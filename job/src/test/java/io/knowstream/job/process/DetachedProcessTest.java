package io.knowstream.job.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class DetachedProcessTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String WAITS = "echo begun; while :; do sleep 0.1; done";

    @TempDir
    private Path directory;

    @AfterEach
    void nothingStays() throws Exception {
        process().stop(Duration.ZERO);
    }

    private String mark() {
        return "--mark=" + directory + "/a b";
    }

    private DetachedProcess process() {
        return new DetachedProcess("process", directory.resolve("run/process.pid"), mark());
    }

    private void start(String script) throws IOException {
        process()
                .start(
                        List.of("sh", "-c", script, mark()),
                        Map.of("GIVEN", "too"),
                        directory,
                        directory.resolve("log/out"));
    }

    private String output() throws IOException {
        return Files.readString(directory.resolve("log/out"));
    }

    @Test
    void isKnownByItsFileAndStopped() throws Exception {
        assertThat(process().find()).isEmpty();
        start("echo $GIVEN; pwd -P; " + WAITS);
        long pid = process().find().orElseThrow().pid();
        assertThat(Files.readString(directory.resolve("run/process.pid"))).isEqualTo(pid + "\n");
        await().atMost(PATIENCE).until(() -> output().contains("begun"));
        assertThat(output()).isEqualTo("too\n" + directory.toRealPath() + "\nbegun\n");
        assertThatThrownBy(() -> start(WAITS)).hasMessage("process runs already");

        assertThat(process().stop(PATIENCE)).isTrue();
        assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
        assertThat(process().find()).isEmpty();
        assertThat(process().stop(PATIENCE)).isFalse();
        assertThat(directory.resolve("run")).isEmptyDirectory();
    }

    @Test
    void isKilledWhereItDoesNotEnd() throws Exception {
        start("trap '' TERM; " + WAITS);
        await().atMost(PATIENCE).until(() -> output().contains("begun"));
        assertThat(process().stop(Duration.ofMillis(300))).isTrue();
        assertThat(process().find()).isEmpty();
    }

    @Test
    void isStartedAgainAfterItWasKilled() throws Exception {
        start(WAITS);
        ProcessHandle first = process().find().orElseThrow();
        first.destroyForcibly();
        await().atMost(PATIENCE).until(() -> process().find().isEmpty());
        start(WAITS);
        assertThat(process().find()).isPresent().get().isNotEqualTo(first);
    }

    /** The id of one that has ended may belong to another process now. */
    @Test
    void leavesAStrangerAlone() throws Exception {
        Process stranger = new ProcessBuilder("sh", "-c", WAITS, mark() + "/another").start();
        try {
            Files.createDirectories(directory.resolve("run"));
            Files.writeString(directory.resolve("run/process.pid"), stranger.pid() + "\n");
            assertThat(process().find()).isEmpty();
            assertThat(process().stop(PATIENCE)).isFalse();
            assertThat(stranger.isAlive()).isTrue();

            Files.writeString(directory.resolve("run/process.pid"), stranger.pid() + "\n");
            start(WAITS);
            assertThat(process().find().map(ProcessHandle::pid)).isPresent().isNotEqualTo(Optional.of(stranger.pid()));
            assertThat(stranger.isAlive()).isTrue();
        } finally {
            stranger.destroyForcibly().waitFor();
        }
    }

    @Test
    void refusesAFileThatHoldsNoProcessId() throws Exception {
        Path file = Files.createDirectories(directory.resolve("run")).resolve("process.pid");
        Files.writeString(file, "many\n");
        assertThatThrownBy(() -> process().find()).hasMessage(file + " must hold a process id (got 'many')");
        Files.delete(file);
    }

    @Test
    void refusesACommandThatItWouldNotKnowAgain() {
        assertThatThrownBy(() ->
                        process().start(List.of("sh", "-c", WAITS), Map.of(), directory, directory.resolve("log/out")))
                .hasMessageStartingWith("the command of process must have " + mark());
    }

    /** Starts a process and ends. */
    static final class Starter {

        private Starter() {}

        /** Starts what waits, in the directory that is given, under the mark that is given. */
        public static void main(String[] arguments) throws Exception {
            Path directory = Path.of(arguments[0]);
            new DetachedProcess("process", directory.resolve("run/process.pid"), arguments[1])
                    .start(List.of("sh", "-c", WAITS, arguments[1]), Map.of(), directory, directory.resolve("log/out"));
        }
    }

    @Test
    void outlivesWhoStartedItAndHearsNoHangUpAndNoCtrlC() throws Exception {
        Process starter = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx32m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Starter.class.getName(),
                        directory.toString(),
                        "--mark=" + directory)
                .inheritIO()
                .start();
        assertThat(starter.waitFor()).isZero();
        DetachedProcess process =
                new DetachedProcess("process", directory.resolve("run/process.pid"), "--mark=" + directory);
        ProcessHandle started = process.find().orElseThrow();
        try {
            await().atMost(PATIENCE).until(() -> output().contains("begun"));
            for (String signal : List.of("HUP", "INT")) {
                assertThat(new ProcessBuilder("sh", "-c", "kill -" + signal + " " + started.pid())
                                .start()
                                .waitFor())
                        .isZero();
            }
            // It goes on to do what it does, which a signal that was heard would have ended.
            await().during(Duration.ofMillis(500)).atMost(PATIENCE).until(started::isAlive);
        } finally {
            process.stop(PATIENCE);
        }
    }
}
