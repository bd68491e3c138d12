package io.knowstream.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.junit.jupiter.api.Test;

class ShardRoutingTest {

    @Test
    void shardsSpreadEvenlyAtEveryParallelism() {
        for (int maxParallelism : new int[] {1, 7, 128, 720}) {
            for (int shards : new int[] {1, 3, 4, 16, 64}) {
                ShardRouting routing = routing(shards, maxParallelism);
                Set<Integer> keys = new HashSet<>();
                IntStream.range(0, shards).forEach(shard -> keys.add(routing.keyOf(shard)));
                assertThat(keys).hasSize(shards);
                for (int parallelism = 1; parallelism <= Math.min(32, maxParallelism); parallelism++) {
                    int[] counts = new int[parallelism];
                    for (int shard = 0; shard < shards; shard++) {
                        counts[
                                KeyGroupRangeAssignment.assignKeyToParallelOperator(
                                        routing.keyOf(shard), maxParallelism, parallelism)]++;
                    }
                    int most = IntStream.of(counts).max().orElseThrow();
                    if (maxParallelism >= shards) {
                        assertThat(most)
                                .as("%d shards, parallelism %d of %d", shards, parallelism, maxParallelism)
                                .isLessThanOrEqualTo((shards + parallelism - 1) / parallelism + 1);
                    }
                    if (maxParallelism % parallelism == 0 && maxParallelism % shards == 0) {
                        assertThat(most).isEqualTo((shards + parallelism - 1) / parallelism);
                    }
                }
            }
        }
    }

    @Test
    void recordsSpreadOverShardsAndNeverMove() {
        ShardRouting routing = routing(4, 128);
        int[] counts = new int[4];
        IntStream.range(0, 4_000).forEach(i -> counts[routing.shardOf("document " + i)]++);
        assertThat(IntStream.of(counts).boxed())
                .allSatisfy(count -> assertThat(count).isBetween(900, 1_100));
        // Indices that exist were written with this hash.
        assertThat(IntStream.range(0, 8).map(i -> routing.shardOf("id" + i)).toArray())
                .containsExactly(2, 0, 2, 2, 2, 3, 2, 1);
    }

    private static ShardRouting routing(int shards, int maxParallelism) {
        return new ShardRouting(
                shards, maxParallelism, key -> KeyGroupRangeAssignment.assignToKeyGroup(key, maxParallelism));
    }
}
