package io.knowstream.resolution;

import io.knowstream.clusters.Blocks;
import io.knowstream.graph.NamedEntity;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
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
        Map<String, Boolean> left = blocks(before);
        Map<String, Boolean> entered = blocks(now);
        left.keySet().removeAll(entered.keySet());
        left.forEach((block, home) -> out.accept(new BlockMember(block, before.id(), home, null)));
        entered.forEach((block, home) -> out.accept(new BlockMember(block, now.id(), home, now)));
    }

    /** The blocks of an entity, and whether it is at home in each. */
    private static Map<String, Boolean> blocks(NamedEntity entity) {
        Map<String, Boolean> blocks = new LinkedHashMap<>();
        if (entity != null && Blocks.links(entity.type())) {
            blocks.put(Blocks.home(entity), true);
            Set<String> guest = new TreeSet<>(Blocks.guest(entity));
            guest.forEach(block -> blocks.put(block, false));
        }
        return blocks;
    }
}
