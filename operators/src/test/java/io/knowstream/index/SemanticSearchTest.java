package io.knowstream.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.knowstream.graph.GraphChange;
import io.knowstream.graph.IndexedChunk;
import io.knowstream.graph.StorageStrategy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.apache.lucene.util.VectorUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SemanticSearchTest {

    private static final int CHUNKS = 600;

    @TempDir
    private Path index;

    @TempDir
    private Path work;

    /** Vectors that are so alike that seven bits a component do not tell their order. */
    @Test
    void theNearestComeInTheOrderOfTheWholeVectors() throws Exception {
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        float[] query = near(TestingGraph.axis(0), 0, random);
        List<IndexedChunk> chunks = new ArrayList<>();
        List<GraphChange> changes = new ArrayList<>();
        for (int i = 0; i < CHUNKS; i++) {
            IndexedChunk chunk = TestingGraph.chunk("doc-" + i, "text " + i, near(query, 0.3 + i / 10_000.0, random));
            chunks.add(chunk);
            changes.add(GraphChange.upsert(chunk, 1, StorageStrategy.BALANCED));
        }
        TestingGraph.publish(index, work, 2, changes);
        List<String> exact = chunks.stream()
                .sorted(Comparator.comparingDouble(chunk -> -VectorUtil.dotProduct(query, chunk.embedding())))
                .limit(10)
                .map(IndexedChunk::id)
                .toList();
        try (GraphReader reader = GraphReader.open(index.toString())) {
            assertThat(reader.semantic(null, query, 10))
                    .extracting(hit -> hit.chunk().id())
                    .isEqualTo(exact);
        }
    }

    private static float[] near(float[] vector, double distance, Random random) {
        float[] moved = vector.clone();
        for (int i = 0; i < moved.length; i++) {
            moved[i] += (float) (distance * random.nextGaussian() / Math.sqrt(moved.length));
        }
        return VectorUtil.l2normalize(moved);
    }
}
