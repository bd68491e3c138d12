package io.knowstream.index;

import java.io.Serializable;
import java.util.function.IntUnaryOperator;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.StringHelper;

/**
 * Which shard a record belongs to, and the key that stands for the shard.
 *
 * <p>A shard's number as its key would leave the spread to chance: of four shards two may share a subtask while another
 * has none. So the shards' key groups are evenly spaced, and each shard has the lowest key of its key group.
 */
final class ShardRouting implements Serializable {

    private static final long serialVersionUID = 1L;
    /** Changing it moves records to other shards of an index that exists. */
    private static final int SEED = 0x6b6e6f77;

    private final int[] keys;

    /** @param keyGroup the key group of a key, below {@code keyGroups} */
    ShardRouting(int shards, int keyGroups, IntUnaryOperator keyGroup) {
        keys = new int[shards];
        for (int shard = 0, next = 0; shard < shards; shard++) {
            int wanted = (int) ((long) shard * keyGroups / shards);
            int key = shard > 0 && wanted == (int) ((shard - 1L) * keyGroups / shards) ? next : 0;
            while (keyGroup.applyAsInt(key) != wanted) {
                key++;
            }
            keys[shard] = key;
            next = key + 1;
        }
    }

    /** How many shards there are. */
    int shards() {
        return keys.length;
    }

    /** The shard of a record, from 0. */
    int shardOf(String id) {
        return Math.floorMod(StringHelper.murmurhash3_x86_32(new BytesRef(id), SEED), keys.length);
    }

    /** The key of a shard. */
    int keyOf(int shard) {
        return keys[shard];
    }
}
