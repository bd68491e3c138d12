package io.knowstream.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StorageStrategyTest {

    @ParameterizedTest(name = "{0} entities in {1} chunks of {2} characters, {3} allowed: {4}")
    @CsvSource({
        "11, 2, 2001, 4096, HIGH_COMPRESSION",
        "10, 2, 2001, 4096, BALANCED",
        "11, 2, 2000, 4096, BALANCED",
        "11, 2, 1537, 2048, HIGH_COMPRESSION",
        "11, 2, 1536, 2048, BALANCED",
        " 6, 1,  385,  512, HIGH_COMPRESSION",
        " 3, 2,  999, 2048, FAST_ACCESS",
        " 4, 2,  999, 2048, BALANCED",
        " 3, 2, 1000, 2048, BALANCED",
        " 0, 1,    1, 2048, FAST_ACCESS",
        " 0, 0,    0, 2048, BALANCED"
    })
    void followsDensityAndSizeOfChunks(int entities, int chunks, int size, int most, StorageStrategy expected) {
        List<Chunk> list = new ArrayList<>();
        for (int i = 0; i < chunks; i++) {
            list.add(new Chunk("c" + i, "f", i * size, (i + 1) * size));
        }
        List<DocumentEntity> named = new ArrayList<>();
        for (int i = 0; i < entities; i++) {
            named.add(new DocumentEntity("e" + i, "E" + i, "Person", 1, List.of()));
        }
        DocumentGraph graph = new DocumentGraph(null, null, list, named, List.of(), List.of());
        assertThat(StorageStrategy.of(graph, most)).isEqualTo(expected);
    }
}
