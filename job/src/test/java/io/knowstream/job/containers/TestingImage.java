package io.knowstream.job.containers;

import io.knowstream.job.process.FlinkFile;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.flink.client.cli.CliFrontend;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.container.entrypoint.StandaloneApplicationClusterEntryPoint;
import org.apache.flink.util.FileUtils;

/**
 * What is in the image, in a directory in the place of {@code /}: the files that {@code Dockerfile} copies, beside Flink from
 * Maven's artifacts in the place of the image that it is made on. Processes run with the image's environment.
 *
 * <p>Not Flink's scripts, which no artifact has. Processes end when it is closed.
 */
final class TestingImage implements AutoCloseable {

    private static final Path BUILT = Path.of("target/flink").toAbsolutePath();
    private static final Path FLINK =
            Shipped.ROOT.resolve("flink/target/class-path").toAbsolutePath();
    private static final Path LOGGING =
            Shipped.ROOT.resolve("job/src/main/resources/io/knowstream/job/process/log4j2.properties");
    private static final Pattern VARIABLE = Pattern.compile("([A-Z_]+)=(\\S+)");
    /** The folders of the image that texts name. */
    private static final Pattern FOLDER = Pattern.compile("/(opt/flink|opt/knowstream|tmp)\\b");

    private static final int LAST_LINES = 60;

    private final Path root;
    private final List<Process> processes = new ArrayList<>();
    private final Thread atTheEnd = new Thread(this::kill, "end of containers");

    /** Makes it in a directory that is empty. */
    TestingImage(Path root) throws IOException, URISyntaxException {
        this.root = root;
        Files.createDirectories(root.resolve("opt/flink/data"));
        Files.createDirectories(root.resolve("opt/flink/conf"));
        Files.createDirectories(root.resolve("opt/knowstream/models"));
        Files.createDirectories(root.resolve("opt/knowstream/conf"));
        Files.createDirectories(root.resolve("tmp"));
        Path lib = Files.createDirectories(root.resolve("opt/flink/lib"));
        for (String jar :
                Files.readString(FLINK, StandardCharsets.UTF_8).strip().split(File.pathSeparator)) {
            link(Path.of(jar), lib);
        }
        link(
                Path.of(StandaloneApplicationClusterEntryPoint.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI()),
                lib);
        for (String copied : List.of("lib", "usrlib")) {
            Path folder = Files.createDirectories(root.resolve("opt/flink").resolve(copied));
            try (Stream<Path> jars = Files.list(BUILT.resolve(copied))) {
                for (Path jar : jars.toList()) {
                    link(jar, folder);
                }
            }
        }
        Path launcher =
                Files.createDirectories(root.resolve("opt/knowstream/bin")).resolve("knowstream");
        Files.writeString(launcher, inside(Shipped.text("docker/knowstream")), StandardCharsets.UTF_8);
        Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.createSymbolicLink(
                root.resolve("opt/knowstream/.knowstream"), root.resolve("tmp").resolve("knowstream"));
        Runtime.getRuntime().addShutdownHook(atTheEnd);
    }

    private static void link(Path jar, Path folder) throws IOException {
        Path there = folder.resolve(jar.getFileName());
        if (!Files.exists(there)) {
            Files.createSymbolicLink(there, jar);
        }
    }

    /** A path or a text of the image, with this directory in the place of {@code /}. */
    String inside(String text) {
        return FOLDER.matcher(text).replaceAll(found -> Matcher.quoteReplacement(root + found.group()));
    }

    /** The way back: a path or a text of this machine, as it is in the image. */
    String outside(String text) {
        return text.replace(root.toString(), "");
    }

    /** The variables that {@code Dockerfile} sets, but for the path of commands. */
    static Map<String, String> variables() throws IOException {
        Map<String, String> variables = new TreeMap<>();
        for (String line :
                Shipped.text("Dockerfile").replaceAll("\\\\\n\\s*", "").split("\n")) {
            if (line.startsWith("ENV ")) {
                VARIABLE.matcher(line).results().forEach(found -> variables.put(found.group(1), found.group(2)));
            }
        }
        variables.remove("PATH");
        return variables;
    }

    private ProcessBuilder process(List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).directory(root.toFile());
        variables().forEach((name, value) -> builder.environment().put(name, inside(value)));
        // As Flink's scripts set it.
        builder.environment().put("FLINK_LIB_DIR", inside("/opt/flink/lib"));
        builder.environment().put("KNOWSTREAM_JVM_OPTS", "-Djava.io.tmpdir=" + root.resolve("tmp"));
        return builder.redirectInput(Redirect.from(new File("/dev/null")));
    }

    /** Starts {@code java} with arguments; its output is appended to a log of its name. */
    Process java(String name, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Djava.io.tmpdir="
                + Files.createDirectories(root.resolve("tmp").resolve(name)));
        command.add("-Dlog4j2.configurationFile=" + LOGGING.toUri());
        command.addAll(arguments);
        Process process = process(command)
                .redirectErrorStream(true)
                .redirectOutput(Redirect.appendTo(root.resolve(name + ".log").toFile()))
                .start();
        synchronized (processes) {
            processes.add(process);
        }
        return process;
    }

    /** The last lines that the processes wrote, for those who look for what failed. */
    String lastWords() throws IOException {
        StringBuilder words = new StringBuilder();
        try (Stream<Path> logs = Files.list(root)) {
            for (Path log : logs.filter(file -> file.toString().endsWith(".log"))
                    .sorted()
                    .toList()) {
                List<String> lines = Files.readAllLines(log, StandardCharsets.UTF_8);
                words.append("== ").append(log.getFileName()).append('\n');
                lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size())
                        .forEach(line -> words.append(line).append('\n'));
            }
        }
        return words.toString();
    }

    /** Runs {@code knowstream}, the launcher of the image; what it exited with and all that it printed. */
    Said knowstream(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(inside("/opt/knowstream/bin/knowstream")));
        command.addAll(List.of(arguments));
        return listen(process(command));
    }

    /** Runs Flink's client with a configuration that says nothing; see {@link #knowstream}. */
    Said flink(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dlog4j2.configurationFile=" + LOGGING.toUri(),
                "-cp",
                inside("/opt/flink/lib/*"),
                CliFrontend.class.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = process(command);
        Path conf = Path.of(inside("/opt/flink/conf"));
        FlinkFile.write(new Configuration(), conf);
        builder.environment().put("FLINK_CONF_DIR", conf.toString());
        return listen(builder);
    }

    private Said listen(ProcessBuilder builder) throws IOException, InterruptedException {
        Process process = builder.redirectErrorStream(true).start();
        synchronized (processes) {
            processes.add(process);
        }
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Said(process.waitFor(), text);
    }

    /**
     * How a command ended.
     *
     * @param code that it exited with
     * @param text all that it printed
     */
    record Said(int code, String text) {}

    private void kill() {
        synchronized (processes) {
            processes.forEach(Process::destroyForcibly);
        }
    }

    /** Kills all processes, and removes what they wrote. */
    @Override
    public void close() throws IOException, InterruptedException {
        kill();
        for (Process process : List.copyOf(processes)) {
            process.waitFor(1, TimeUnit.MINUTES);
        }
        Runtime.getRuntime().removeShutdownHook(atTheEnd);
        FileUtils.deleteDirectory(root.toFile());
    }
}
