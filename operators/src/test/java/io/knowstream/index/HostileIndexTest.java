package io.knowstream.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.knowstream.graph.GraphChange;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An index that somebody has written who wants more than a wrong answer: its checksums are right. */
class HostileIndexTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path index;

    @TempDir
    private Path work;

    @BeforeEach
    void publish() throws IOException {
        TestingGraph.publish(index, work, 1, List.of(GraphChange.upsert(TestingGraph.entity("Person", "Ada", 1), 1)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../outside",
                "segments/../../outside",
                "/etc/passwd",
                "segments//0",
                "segments/./0",
                "..",
                "a\\\\b",
                "C:x",
                "a b",
                "",
            })
    void aPathThatLeavesTheIndexIsRefused(String path) throws IOException {
        forge("path", path);
        assertThatThrownBy(() -> GraphReader.open(index.toString()))
                .isInstanceOf(DamagedIndexException.class)
                .hasMessageContaining("holds what none of ours does: the path of a stored file must be a relative path"
                        + " without . or .. (got " + path + ")");
    }

    /** A writer that restores files gives them these names in a directory of its own. */
    @ParameterizedTest
    @ValueSource(strings = {"../_0.cfs", "a/b", "..", "."})
    void aNameThatLeavesTheDirectoryOfAWriterIsRefused(String name) throws IOException {
        forge("name", name);
        assertThatThrownBy(() -> GraphReader.open(index.toString()))
                .isInstanceOf(DamagedIndexException.class)
                .hasMessageContaining("the name of a stored file must be a plain file name (got " + name + ")");
        assertThatThrownBy(() -> new StoredFile("entity", name, "segments/0/1/1/entity-x", 9, 0))
                .as("from state, too")
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void manifestsOfNumbersThatNobodyPublishesArePassedOver() throws IOException {
        for (String name : List.of("9999999999999999999", "9223372036854775808")) {
            String zeros = "0000000000000000000";
            Files.writeString(index.resolve("manifests/" + name + "-" + zeros + "-" + zeros), "x");
            Files.writeString(index.resolve("manifests/" + zeros + "-" + name + "-" + zeros + ".copy"), "x");
        }
        try (GraphReader reader = GraphReader.open(index.toString())) {
            assertThat(reader.counts().entities()).isEqualTo(1);
        }
    }

    @Test
    void aManifestThatFillsTheMemoryIsNotRead() throws IOException {
        for (Path file : manifests()) {
            try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
                sparse.setLength(SegmentStore.LARGEST_SMALL_FILE + 1L);
            }
        }
        assertThatThrownBy(() -> GraphReader.open(index.toString()))
                .isInstanceOf(DamagedIndexException.class)
                .hasMessageContaining("must have at most 268435456 bytes: it is none of ours");
    }

    /** Writes another value into the first file of the head, in both copies, with the checksum that it then has. */
    private void forge(String field, String value) throws IOException {
        for (Path file : manifests()) {
            ObjectNode manifest = (ObjectNode) JSON.readTree(Files.readAllBytes(file));
            manifest.remove("crc32");
            JsonNode stored = manifest.at("/shards/0/files/0");
            assertThat(stored.path(field).isTextual()).isTrue();
            ((ObjectNode) stored).put(field, value);
            Files.write(file, ChecksummedJson.write(manifest));
        }
    }

    private List<Path> manifests() throws IOException {
        try (var files = Files.list(index.resolve("manifests"))) {
            return files.toList();
        }
    }
}
