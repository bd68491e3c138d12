package io.knowstream.job.process;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * A process that outlives the one that started it: it is known again by a file with its process id.
 *
 * <p>Operating systems give the id of a process that has ended to another one. So only a process whose command line has the
 * mark among its arguments is taken for this one, whatever the file says; any other is a stranger, and never touched. It
 * hears neither the hang-up of the terminal nor its Ctrl-C. For one thread.
 */
public final class DetachedProcess {

    /** Writes the id before it becomes what was asked for, so that no process is without a file. */
    private static final String START =
            """
            trap '' HUP INT
            { echo $$ >"$1.new" && mv "$1.new" "$1"; } || exit 1
            shift
            if command -v setsid >/dev/null 2>&1; then exec setsid "$@"; fi
            exec "$@"
            """;

    /** What Java encodes the arguments of other processes in. */
    private static final Charset ARGUMENTS = Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));

    private static final long LOOK_MILLIS = 100;
    private static final long LOOK_FOR_FILE_NANOS = 1_000_000;
    /** How long a process may take to become another program. */
    private static final long BECOMES_NANOS = 100_000_000;

    /** How long the operating system may take to end what was killed. */
    private static final Duration KILLED = Duration.ofSeconds(10);

    private final String name;
    private final Path pidFile;
    private final String mark;

    /**
     * Describes a process that may run or not.
     *
     * @param name for messages
     * @param pidFile holds its id while it runs
     * @param mark one of its arguments, which no other process has
     */
    public DetachedProcess(String name, Path pidFile, String mark) {
        this.name = name;
        this.pidFile = pidFile;
        this.mark = mark;
    }

    /** What messages call it. */
    public String name() {
        return name;
    }

    /**
     * The process, where it runs.
     *
     * @throws IOException if the file is there and holds no process id
     */
    public Optional<ProcessHandle> find() throws IOException {
        if (!Files.exists(pidFile)) {
            return Optional.empty();
        }
        String text = Files.readString(pidFile, StandardCharsets.UTF_8).strip();
        try {
            return ProcessHandle.of(Long.parseLong(text))
                    .filter(ProcessHandle::isAlive)
                    .filter(this::isThis);
        } catch (NumberFormatException e) {
            throw new IOException(pidFile + " must hold a process id (got '" + text + "')", e);
        }
    }

    private boolean isThis(ProcessHandle process) {
        // What Java says of a long command line is cut off.
        Path linux = Path.of("/proc", Long.toString(process.pid()), "cmdline");
        if (Files.exists(linux)) {
            try {
                return Stream.of(commandLine(linux).split("\0")).anyMatch(mark::equals);
            } catch (IOException e) {
                // It has ended meanwhile, or is another user's.
                return false;
            }
        }
        return process.info().commandLine().filter(line -> line.contains(mark)).isPresent();
    }

    /** One that has ended and waits for its parent has none; one that becomes another program has none for a moment. */
    private static String commandLine(Path file) throws IOException {
        long end = System.nanoTime() + BECOMES_NANOS;
        byte[] line = Files.readAllBytes(file);
        while (line.length == 0 && System.nanoTime() < end) {
            LockSupport.parkNanos(LOOK_FOR_FILE_NANOS);
            line = Files.readAllBytes(file);
        }
        return new String(line, ARGUMENTS);
    }

    /**
     * Starts it; it must not be running.
     *
     * @param command with the mark among its arguments
     * @param environment variables that it has beside those of this process
     * @param directory that it works in
     * @param output file that its standard output and error are appended to
     */
    public void start(List<String> command, Map<String, String> environment, Path directory, Path output)
            throws IOException {
        if (!command.contains(mark)) {
            throw new IllegalArgumentException(
                    "the command of " + name + " must have " + mark + " (got " + command + ")");
        }
        if (find().isPresent()) {
            throw new IllegalStateException(name + " runs already");
        }
        Files.createDirectories(pidFile.getParent());
        Files.createDirectories(output.getParent());
        List<String> detached = new ArrayList<>(List.of("sh", "-c", START, "sh", pidFile.toString()));
        detached.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(detached)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(Redirect.appendTo(output.toFile()))
                .redirectInput(Redirect.from(Path.of("/dev/null").toFile()));
        builder.environment().putAll(environment);
        Files.deleteIfExists(pidFile);
        Process begun = builder.start();
        while (!Files.exists(pidFile)) {
            if (!begun.isAlive()) {
                throw new IOException(name + " cannot be started; " + output + " says why");
            }
            LockSupport.parkNanos(LOOK_FOR_FILE_NANOS);
        }
    }

    /** Ends it with SIGTERM, and with SIGKILL where it has not ended in time; whether it was running. */
    public boolean stop(Duration patience) throws IOException, InterruptedException {
        Optional<ProcessHandle> running = find();
        if (running.isPresent()) {
            running.get().destroy();
            if (!awaitEnd(patience)) {
                running.get().destroyForcibly();
                if (!awaitEnd(KILLED)) {
                    throw new IOException(name + " (process " + running.get().pid() + ") does not end");
                }
            }
        }
        Files.deleteIfExists(pidFile);
        return running.isPresent();
    }

    private boolean awaitEnd(Duration patience) throws IOException, InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (find().isPresent()) {
            if (System.nanoTime() > end) {
                return false;
            }
            Thread.sleep(LOOK_MILLIS);
        }
        return true;
    }
}
