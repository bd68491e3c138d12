package io.knowstream.inference.catalogue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * SHA-256 of a model's files, remembered beside them, so that a gigabyte is not read at every start. Safe for use by
 * several processes; by one thread.
 *
 * <p>A remembered hash holds for a file of the same size, times and inode. Whoever changes a file changes its change
 * time too, which no program can set back; where a file system has none, the modification time stands for it. As clocks
 * have a grain, nothing is remembered of a file that changed less than {@link #SETTLED} ago: a second change within the
 * same tick would not show.
 */
final class FileHashes {

    /** The name of the file that holds what is remembered. */
    static final String FILE = ".knowstream-hashes.json";
    /** The coarsest time stamps in use are FAT's, two seconds. */
    static final Duration SETTLED = Duration.ofSeconds(3);

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path directory;
    private final Clock clock;
    private final Map<String, Entry> entries = new TreeMap<>();

    /** What a hash holds for. */
    private record Stamp(long size, String modified, String changed, String inode) {

        static Stamp of(Path file) throws IOException {
            BasicFileAttributes basic = Files.readAttributes(file, BasicFileAttributes.class);
            String changed = "";
            try {
                changed = Files.getAttribute(file, "unix:ctime").toString();
            } catch (UnsupportedOperationException | IllegalArgumentException e) {
                // No POSIX file system: the modification time has to do.
            }
            return new Stamp(
                    basic.size(), basic.lastModifiedTime().toString(), changed, String.valueOf(basic.fileKey()));
        }

        FileTime newest() {
            FileTime time = FileTime.from(java.time.Instant.parse(modified));
            FileTime change = changed.isEmpty() ? time : FileTime.from(java.time.Instant.parse(changed));
            return time.compareTo(change) > 0 ? time : change;
        }
    }

    private record Entry(Stamp stamp, String sha256) {}

    FileHashes(Path directory, Clock clock) {
        this.directory = directory;
        this.clock = clock;
        read();
    }

    private void read() {
        Path file = directory.resolve(FILE);
        if (!Files.isRegularFile(file)) {
            return;
        }
        try {
            for (Map.Entry<String, JsonNode> entry :
                    JSON.readTree(Files.readAllBytes(file)).properties()) {
                JsonNode node = entry.getValue();
                String sha256 = node.path("sha256").asText();
                if (sha256.matches("[0-9a-f]{64}")) {
                    entries.put(
                            entry.getKey(),
                            new Entry(
                                    new Stamp(
                                            node.path("size").asLong(-1),
                                            node.path("modified").asText(),
                                            node.path("changed").asText(),
                                            node.path("inode").asText()),
                                    sha256));
                }
            }
        } catch (JsonProcessingException e) {
            entries.clear();
        } catch (IOException e) {
            // What is only remembered may be lost: it is found again by reading the files.
            entries.clear();
        }
    }

    /** The hash of a file, in hexadecimal digits; read from the file unless it is remembered. */
    String sha256(String name) throws IOException {
        Path file = ModelPath.inside(directory, name);
        Stamp stamp = Stamp.of(file);
        Entry known = entries.get(name);
        if (known != null && known.stamp.equals(stamp)) {
            return known.sha256;
        }
        String sha256 = Checksum.Algorithm.SHA256.of(file);
        if (!Stamp.of(file).equals(stamp)) {
            throw new IOException("file " + file + " changed while it was read");
        }
        remember(name, new Entry(stamp, sha256));
        return sha256;
    }

    private void remember(String name, Entry entry) {
        if (entry.stamp.newest().toInstant().plus(SETTLED).isAfter(clock.instant())) {
            return;
        }
        entries.put(name, entry);
        ObjectNode root = JSON.createObjectNode();
        entries.forEach((each, held) -> root.putObject(each)
                .put("size", held.stamp.size)
                .put("modified", held.stamp.modified)
                .put("changed", held.stamp.changed)
                .put("inode", held.stamp.inode)
                .put("sha256", held.sha256));
        try {
            Path temporary = Files.createTempFile(directory, FILE, ".tmp");
            Files.write(temporary, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(root));
            Files.move(
                    temporary,
                    directory.resolve(FILE),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            // A directory that may only be read works as well, and is read at every start.
            return;
        }
    }
}
