package io.knowstream.inference.catalogue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a model was installed from, kept in its directory: against it the files are checked later.
 *
 * @param origin where they came from
 * @param onnxFile the ONNX file
 * @param files as their source declared them
 */
record PullRecord(String origin, String onnxFile, List<RemoteFile> files) {

    /** The name of the file that holds it. */
    static final String FILE = ".knowstream-pull.json";

    private static final ObjectMapper JSON = new ObjectMapper();

    PullRecord {
        files = RemoteFile.requireDistinct(files);
    }

    /** The record of a directory; nothing where the files were put there by hand, or the record cannot be read. */
    static Optional<PullRecord> read(Path directory) throws IOException {
        Path file = directory.resolve(FILE);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            JsonNode root = JSON.readTree(Files.readAllBytes(file));
            List<RemoteFile> files = new ArrayList<>();
            for (JsonNode each : root.path("files")) {
                files.add(new RemoteFile(
                        each.path("path").asText(),
                        each.path("size").asLong(-1),
                        new Checksum(
                                NamedValue.parse(
                                        Checksum.Algorithm.class,
                                        each.path("algorithm").asText(),
                                        "algorithm"),
                                each.path("checksum").asText())));
            }
            return Optional.of(new PullRecord(
                    root.path("origin").asText(), root.path("onnxFile").asText(), files));
        } catch (com.fasterxml.jackson.core.JsonProcessingException | IllegalArgumentException e) {
            throw new IOException(file + " is damaged: " + e.getMessage(), e);
        }
    }

    /** Writes the record into a directory. */
    void write(Path directory) throws IOException {
        ObjectNode root = JSON.createObjectNode().put("origin", origin).put("onnxFile", onnxFile);
        ArrayNode list = root.putArray("files");
        for (RemoteFile file : files) {
            list.addObject()
                    .put("path", file.path())
                    .put("size", file.size())
                    .put("algorithm", file.checksum().algorithm().text())
                    .put("checksum", file.checksum().hex());
        }
        Files.write(
                directory.resolve(FILE), JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(root));
    }

    /** What of the files in a directory is not as declared; reads all of them. */
    List<String> faults(Path directory) {
        List<String> faults = new ArrayList<>();
        for (RemoteFile file : files) {
            try {
                Path path = ModelPath.inside(directory, file.path());
                if (Files.size(path) != file.size()) {
                    faults.add(file.path() + " has " + Files.size(path) + " bytes (declared are " + file.size() + ")");
                    continue;
                }
                String mismatch = file.checksum().mismatch(path);
                if (mismatch != null) {
                    faults.add(file.path() + " is changed: its "
                            + file.checksum().algorithm().text() + " is " + mismatch + " (declared is "
                            + file.checksum().hex() + ")");
                }
            } catch (NoSuchFileException e) {
                faults.add("there is no " + file.path());
            } catch (IOException e) {
                faults.add(file.path() + " cannot be read: " + e.getMessage());
            }
        }
        return faults;
    }

    /** Bytes of all files. */
    long bytes() {
        return files.stream().mapToLong(RemoteFile::size).sum();
    }
}
