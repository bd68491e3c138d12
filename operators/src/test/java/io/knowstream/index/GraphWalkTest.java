package io.knowstream.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.knowstream.export.GraphFormat;
import io.knowstream.export.InMemoryFiles;
import io.knowstream.graph.GraphChange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GraphWalkTest {

    @TempDir
    private Path index;

    @TempDir
    private Path work;

    @Test
    void isAFunctionOfTheRecordsThatAreLeft() throws IOException {
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        List<GraphChange> changes = TestingGraph.changes(random, 400);
        Path history = index.resolve("history");
        try (TestingWriters writers = TestingWriters.fresh(history, work, 3)) {
            int done = 0;
            for (int checkpoint = 1; done < changes.size(); checkpoint++) {
                int next = Math.min(changes.size(), done + 1 + random.nextInt(120));
                writers.apply(changes.subList(done, next));
                writers.checkpoint(checkpoint);
                done = next;
            }
        }
        Path shuffled = index.resolve("shuffled");
        TestingGraph.publish(shuffled, work, 1 + random.nextInt(4), TestingGraph.survivors(changes, random));

        assertThat(TestingGraph.export(history)).isNotEmpty().isEqualTo(TestingGraph.export(shuffled));
        for (GraphFormat format : GraphFormat.values()) {
            List<byte[]> exported = export(history, format);
            assertThat(exported).allMatch(bytes -> bytes.length > 0);
            assertThat(exported.toArray())
                    .as("%s", format)
                    .isEqualTo(export(shuffled, format).toArray());
        }
    }

    @Test
    void ofAnEmptyGraphIsEmpty() throws IOException {
        TestingGraph.publish(index, work, 2, List.of());
        assertThat(TestingGraph.export(index)).isEmpty();
    }

    /** The bytes of each file, in the order of their names; of a form that is one stream, of that. */
    private static List<byte[]> export(Path index, GraphFormat format) throws IOException {
        try (GraphReader reader = GraphReader.open(index.toString())) {
            if (format.files().isEmpty()) {
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                reader.export(format.writer(out));
                return List.of(out.toByteArray());
            }
            InMemoryFiles files = new InMemoryFiles();
            reader.export(format.writer(files));
            assertThat(files.contents().keySet()).containsExactlyElementsOf(format.files());
            return List.copyOf(files.contents().values());
        }
    }
}
