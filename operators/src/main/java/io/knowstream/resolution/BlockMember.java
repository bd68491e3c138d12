package io.knowstream.resolution;

import io.knowstream.clusters.Blocks;
import io.knowstream.graph.NamedEntity;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The names of an entity in a block.
 *
 * @param block of {@link Blocks}
 * @param entityId the entity
 * @param home whether it is linked in this block
 * @param names null where the entity leaves the block
 */
public record BlockMember(String block, String entityId, boolean home, NamedEntity names) {

    /** Says what changes in which blocks when an entity has other names; null for none, before or now. */
    static void changes(NamedEntity before, NamedEntity now, Consumer<BlockMember> out) {
        if (before != null && before.equals(now)) {
            return;
        }
        SortedMap<String, Boolean> left = before == null ? new TreeMap<>() : Blocks.of(before);
        SortedMap<String, Boolean> entered = now == null ? new TreeMap<>() : Blocks.of(now);
        left.keySet().removeAll(entered.keySet());
        left.forEach((block, home) -> out.accept(new BlockMember(block, before.id(), home, null)));
        entered.forEach((block, home) -> out.accept(new BlockMember(block, now.id(), home, now)));
    }
}
