package io.knowstream.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class IndexConfigTest {

    @Test
    void defaults() {
        assertThat(IndexConfig.at("/data")).isEqualTo(new IndexConfig("/data", 4, 3, 4_096, 8 << 20, null));
    }

    @Test
    void refusesWhatCannotWorkAndSaysWhatCan() {
        assertThatThrownBy(() -> IndexConfig.at(" ")).hasMessage("index.path must not be empty");
        assertThatThrownBy(() -> new IndexConfig("/data", 0, 3, 1, 1 << 20, null))
                .hasMessage("index.shards must be from 1 to 1024 (got 0)");
        assertThatThrownBy(() -> new IndexConfig("/data", 1, 1, 1, 1 << 20, null))
                .hasMessage("index.retained-manifests must be from 2 to 10000 (got 1)");
        assertThatThrownBy(() -> new IndexConfig("/data", 1, 2, 0, 1 << 20, null))
                .hasMessage("index.buffered-changes must be from 1 to 1000000 (got 0)");
        assertThatThrownBy(() -> new IndexConfig("/data", 1, 2, 1, 1, null))
                .hasMessage("index.writer-memory must be from 1048576 to 1073741824 (got 1)");
        assertThatThrownBy(() -> new IndexConfig("/data", 1, 2, 1, 1 << 20, 0, null, null))
                .hasMessage("index.hnsw-min-chunks must be from 1 to 2147483647 (got 0)");
    }
}
