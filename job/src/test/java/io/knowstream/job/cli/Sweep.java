package io.knowstream.job.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Looks for a text in all that can be read of a cluster without a right of one's own. */
final class Sweep {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final String text;
    private final Set<String> seen = new TreeSet<>();
    private final Set<String> found = new TreeSet<>();

    Sweep(String text) {
        this.text = text;
    }

    /** The places that were looked at. */
    Set<String> seen() {
        return seen;
    }

    /** The places where the text is. */
    Set<String> found() {
        return found;
    }

    private void look(String place, String content) {
        seen.add(place);
        if (content.contains(text)) {
            found.add(place);
        }
    }

    /** All files of a folder; those that come and go meanwhile are passed over. */
    void files(Path root) throws IOException {
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (attributes.isRegularFile()) {
                    try {
                        look(root.relativize(file).toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
                    } catch (NoSuchFileException e) {
                        return FileVisitResult.CONTINUE;
                    }
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                if (e instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw e;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException e) {
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** The command lines of the processes that this one has started, as {@code ps} shows them. */
    void commandLines() throws IOException {
        for (ProcessHandle child : ProcessHandle.current().descendants().toList()) {
            String line = commandLine(child);
            look(line.contains("StandaloneSessionClusterEntrypoint") ? "ps: job manager" : "ps: " + child.pid(), line);
        }
    }

    /** The JDK gives the first page alone, which a class path fills. */
    private static String commandLine(ProcessHandle process) throws IOException {
        Path file = Path.of("/proc", Long.toString(process.pid()), "cmdline");
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            return process.info().commandLine().orElse("");
        }
    }

    /** What the web UI of Flink asks for. */
    void webUi(URI address) throws Exception {
        for (String path : List.of(
                "/config",
                "/overview",
                "/jobs/overview",
                "/jobmanager/config",
                "/jobmanager/environment",
                "/jobmanager/metrics",
                "/jobmanager/thread-dump")) {
            get(address, path);
        }
        for (JsonNode job : get(address, "/jobs").path("jobs")) {
            String path = "/jobs/" + job.path("id").asText();
            for (String detail : List.of("/config", "/plan", "/exceptions", "/accumulators", "/jobmanager/config")) {
                get(address, path + detail);
            }
            get(address, path + "/checkpoints");
            get(address, path + "/checkpoints/config");
            List<String> vertices = new ArrayList<>();
            get(address, path)
                    .path("vertices")
                    .forEach(each -> vertices.add(each.path("id").asText()));
            for (String vertex : vertices) {
                get(address, path + "/vertices/" + vertex);
                get(address, path + "/vertices/" + vertex + "/accumulators");
            }
        }
        for (JsonNode taskManager : get(address, "/taskmanagers").path("taskmanagers")) {
            String path = "/taskmanagers/" + taskManager.path("id").asText();
            get(address, path);
            get(address, path + "/thread-dump");
        }
    }

    private JsonNode get(URI address, String path) throws Exception {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(address + path)).build(), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException(path + " answers " + answer.statusCode() + ": " + answer.body());
        }
        look(path.replaceAll("[0-9a-f]{32}", "ID"), answer.body());
        return JSON.readTree(answer.body());
    }
}
