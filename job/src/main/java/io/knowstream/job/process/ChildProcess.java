package io.knowstream.job.process;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.util.FileUtils;

/**
 * A Java process of the same class path, which can be killed and paused as an operating system does it, and started
 * again. Safe for use by several threads.
 *
 * <p>It ends with the process that started it: by a hook where that ends in order, by {@link ChildMain} where it does
 * not.
 */
public final class ChildProcess implements AutoCloseable {

    private static final Set<Process> LIVING = ConcurrentHashMap.newKeySet();

    private static volatile boolean ending;

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(ChildProcess::endAll, "end of child processes"));
    }

    private final String name;
    private final List<String> command;
    private final Path directory;
    private final Path log;
    private Process process;
    private Process pausing;
    private boolean wanted;

    /**
     * Describes a process; {@link #start} starts it.
     *
     * @param name of the process, for messages and for its log {@code NAME.log}
     * @param jvmOptions options of the JVM
     * @param main the class with the main method
     * @param arguments of the main method
     * @param directory its own, for temporary files: emptied at each start
     * @param logs directory of logs; standard output and error of all its runs are appended to one file
     */
    public ChildProcess(
            String name, List<String> jvmOptions, String main, List<String> arguments, Path directory, Path logs)
            throws IOException {
        this.name = name;
        this.directory = directory;
        this.log = Files.createDirectories(logs).resolve(name + ".log");
        command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmOptions);
        command.addAll(List.of(
                "-Djava.io.tmpdir=" + directory,
                "-D" + ChildMain.PARENT + "=" + ProcessHandle.current().pid(),
                "-Dlog4j2.configurationFile=classpath:io/knowstream/job/process/log4j2.properties",
                "-cp",
                System.getProperty("java.class.path"),
                ChildMain.class.getName(),
                main));
        command.addAll(arguments);
    }

    private static void endAll() {
        ending = true;
        LIVING.forEach(Process::destroyForcibly);
    }

    /** What messages call it. */
    public String name() {
        return name;
    }

    /** Where its output goes. */
    public Path log() {
        return log;
    }

    /** Starts it; it must not be running. */
    public synchronized void start() throws IOException {
        if (isAlive()) {
            throw new IllegalStateException(name + " runs already");
        }
        // What was killed has left behind what it had unpacked, native libraries of many megabytes among it.
        FileUtils.cleanDirectory(Files.createDirectories(directory).toFile());
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(Redirect.appendTo(log.toFile()))
                .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
                .start();
        wanted = true;
        Process started = process;
        LIVING.add(started);
        started.onExit().thenRun(() -> LIVING.remove(started));
    }

    /** Whether the process is there, paused or not. */
    public synchronized boolean isAlive() {
        return process != null && process.isAlive();
    }

    /** Starts it if it was started before and has ended although nobody killed it; what it exited with, if so. */
    synchronized OptionalInt startAgainIfEnded() throws IOException {
        if (!wanted || isAlive() || ending) {
            return OptionalInt.empty();
        }
        int code = process.exitValue();
        start();
        return OptionalInt.of(code);
    }

    /** Ends it at once with SIGKILL and waits until it is gone; it may be paused or have ended before. */
    public synchronized void kill() throws InterruptedException {
        wanted = false;
        if (process != null) {
            process.destroyForcibly();
            process.waitFor();
        }
        endPause();
    }

    private void endPause() {
        if (pausing != null) {
            pausing.descendants().forEach(ProcessHandle::destroyForcibly);
            pausing.destroyForcibly();
        }
    }

    /**
     * Stops it with SIGSTOP for a time and returns when it goes on or is killed. A process of its own counts the time,
     * so that nothing stays stopped if this one dies.
     */
    public void pause(Duration length) throws IOException, InterruptedException {
        Process begun;
        synchronized (this) {
            if (!isAlive()) {
                return;
            }
            begun = new ProcessBuilder(
                            "sh",
                            "-c",
                            "kill -STOP \"$1\" && sleep \"$2\"; kill -CONT \"$1\"",
                            "pause",
                            Long.toString(process.pid()),
                            String.format(Locale.ROOT, "%.3f", length.toMillis() / 1e3))
                    .redirectErrorStream(true)
                    .redirectOutput(Redirect.DISCARD)
                    .start();
            pausing = begun;
        }
        begun.waitFor();
    }

    /** Kills it. */
    @Override
    public void close() {
        boolean interrupted = Thread.interrupted();
        try {
            kill();
        } catch (InterruptedException e) {
            interrupted = true;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
