package io.knowstream.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.knowstream.export.GraphFormat;
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
            assertThat(export(history, format)).isNotEmpty().isEqualTo(export(shuffled, format));
        }
    }

    @Test
    void ofAnEmptyGraphIsEmpty() throws IOException {
        TestingGraph.publish(index, work, 2, List.of());
        assertThat(TestingGraph.export(index)).isEmpty();
    }

    private static byte[] export(Path index, GraphFormat format) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GraphReader reader = GraphReader.open(index.toString())) {
            reader.export(format.writer(out));
        }
        return out.toByteArray();
    }
}
