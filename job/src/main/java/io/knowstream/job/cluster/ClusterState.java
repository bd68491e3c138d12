package io.knowstream.job.cluster;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.knowstream.job.process.PrivateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;

/**
 * What a cluster consists of, kept in its folder for the next command.
 *
 * @param taskManagers how many processes
 * @param slots of each
 * @param prometheus the path of the program; null where there is none
 * @param flink settings of Flink that were asked for
 */
record ClusterState(int taskManagers, int slots, ClusterPorts ports, String prometheus, Map<String, String> flink) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FILE = "cluster.json";

    ClusterState {
        flink = flink == null ? Map.of() : Map.copyOf(flink);
    }

    /** What was kept; nothing where no cluster was ever started. */
    static Optional<ClusterState> read(ClusterHome home) throws IOException {
        Path file = home.run().resolve(FILE);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readValue(file.toFile(), ClusterState.class));
        } catch (IOException e) {
            throw new IOException(file + " cannot be read as the state of a cluster: " + e.getMessage(), e);
        }
    }

    /** Keeps it, wholly or not at all. */
    void write(ClusterHome home) throws IOException {
        Path file = Files.createDirectories(home.run()).resolve(FILE);
        Path written = home.run().resolve(FILE + ".new");
        PrivateFile.write(written, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(this) + "\n");
        Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
