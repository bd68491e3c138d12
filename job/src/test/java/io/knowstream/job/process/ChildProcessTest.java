package io.knowstream.job.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ChildProcessTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    /** What the children run: says that it is there, and ends or waits as it is told. */
    static final class Child {

        private Child() {}

        /** Ends with a code, or starts a child of its own, or stays. */
        public static void main(String[] arguments) throws Exception {
            System.out.println("pid " + ProcessHandle.current().pid());
            switch (arguments[0]) {
                case "end" -> System.exit(3);
                case "parent" -> {
                    Path directory = Path.of(arguments[1]);
                    child("grandchild", directory, "stay").start();
                    Thread.sleep(Long.MAX_VALUE);
                }
                default -> Thread.sleep(Long.MAX_VALUE);
            }
        }
    }

    private static ChildProcess child(String name, Path directory, String... arguments) throws Exception {
        return new ChildProcess(
                name,
                List.of("-Xmx32m", "-XX:+UseSerialGC"),
                Child.class.getName(),
                List.of(arguments),
                directory.resolve("tmp"),
                directory.resolve("logs"));
    }

    private static long awaitPid(Path log, int starts) {
        await().atMost(PATIENCE)
                .until(() -> Files.exists(log)
                        && Files.readString(log)
                                        .lines()
                                        .filter(line -> line.startsWith("pid "))
                                        .count()
                                >= starts);
        try {
            List<String> pids = Files.readString(log)
                    .lines()
                    .filter(line -> line.startsWith("pid "))
                    .toList();
            return Long.parseLong(pids.get(pids.size() - 1).substring("pid ".length()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void isKilledAndStartedAgain() throws Exception {
        try (ChildProcess child = child("child", directory, "stay")) {
            child.start();
            long first = awaitPid(child.log(), 1);
            assertThatThrownBy(child::start).hasMessage("child runs already");
            child.kill();
            assertThat(child.isAlive()).isFalse();
            assertThat(ProcessHandle.of(first)).isEmpty();
            assertThat(child.startAgainIfEnded()).as("it was killed").isEmpty();
            child.start();
            assertThat(awaitPid(child.log(), 2)).isNotEqualTo(first);
        }
    }

    @Test
    void isStoppedForAsLongAsItIsToldAndCanBeKilledMeanwhile() throws Exception {
        try (ChildProcess child = child("child", directory, "stay")) {
            child.start();
            long pid = awaitPid(child.log(), 1);
            Thread pausing = new Thread(() -> {
                try {
                    child.pause(Duration.ofSeconds(600));
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
            pausing.start();
            Path status = Path.of("/proc", Long.toString(pid), "status");
            if (Files.exists(status)) {
                await().atMost(PATIENCE).until(() -> Files.readString(status).contains("State:\tT"));
            }
            child.kill();
            assertThat(child.isAlive()).isFalse();
            pausing.join();
        }
        try (ChildProcess child = child("brief", directory, "stay")) {
            child.start();
            awaitPid(child.log(), 1);
            child.pause(Duration.ofMillis(10));
            assertThat(child.isAlive()).isTrue();
        }
    }

    @Test
    void isStartedAgainBySupervisorWhenItEndsByItself() throws Exception {
        ConcurrentLinkedQueue<String> told = new ConcurrentLinkedQueue<>();
        try (ChildProcess child = child("child", directory, "end")) {
            child.start();
            try (Supervisor supervisor = new Supervisor(List.of(child), told::add)) {
                await().atMost(PATIENCE).until(() -> supervisor.restarts() >= 2);
            }
            assertThat(told.peek()).startsWith("child has ended by itself with code 3 and");
        }
    }

    /** Even one that is killed, and could clean up nothing. */
    @Test
    void endsWithItsParent() throws Exception {
        Path logs = directory.resolve("logs");
        try (ChildProcess parent = child("parent", directory, "parent", directory.toString())) {
            parent.start();
            long grandchild = awaitPid(logs.resolve("grandchild.log"), 1);
            parent.kill();
            await().atMost(PATIENCE).until(() -> ProcessHandle.of(grandchild)
                    .filter(ProcessHandle::isAlive)
                    .isEmpty());
        }
    }
}
