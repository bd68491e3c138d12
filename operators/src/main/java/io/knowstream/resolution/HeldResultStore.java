package io.knowstream.resolution;

import io.knowstream.graph.Chunk;
import io.knowstream.graph.ChunkResult;
import io.knowstream.graph.Manifest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.StateTtlConfig;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;

/**
 * The results of the current document's chunks in keyed state, and which of them are still to come.
 *
 * <p>Results are listed by the manifest, needed by what is published, or early: of a revision whose manifest has not been
 * seen. All others go. State is read and written by its keys alone.
 */
final class HeldResultStore {

    /** The state that every document has that is alive. */
    static final String PROGRESS = "progress";

    private final ValueState<Progress> progress;
    /** Revision of a deleted document; expires. */
    private final ValueState<Long> deleted;
    /** The {@link ResultKeys keys} of the manifest's chunks; of each a result is awaited or held. */
    private final ValueState<List<String>> listed;
    /** Those of the results still awaited. */
    private final MapState<String, Boolean> awaited;
    /** Results by {@linkplain ResultKeys key}. */
    private final MapState<String, ChunkResult> results;
    /** The keys of results that are held though they are not listed, numbered from 0. */
    private final MapState<Integer, String> early;

    /** @param tombstoneRetention how long a deleted document's revision is remembered */
    HeldResultStore(RuntimeContext context, Duration tombstoneRetention) {
        progress = context.getState(new ValueStateDescriptor<>(PROGRESS, Progress.class));
        ValueStateDescriptor<Long> deletedRevision = new ValueStateDescriptor<>("deleted-revision", Types.LONG);
        deletedRevision.enableTimeToLive(StateTtlConfig.newBuilder(tombstoneRetention)
                .cleanupInRocksdbCompactFilter(1_000)
                .build());
        deleted = context.getState(deletedRevision);
        listed = context.getState(new ValueStateDescriptor<>("listed", Types.LIST(Types.STRING)));
        awaited = context.getMapState(new MapStateDescriptor<>("awaited", Types.STRING, Types.BOOLEAN));
        results = context.getMapState(new MapStateDescriptor<>("results", String.class, ChunkResult.class));
        early = context.getMapState(new MapStateDescriptor<>("early", Types.INT, Types.STRING));
    }

    /** How far the document has come. */
    Progress progress() throws Exception {
        Progress held = progress.value();
        return held == null ? Progress.NONE : held;
    }

    /** The revision of the manifest or deletion that was seen last; 0 where there was none. */
    long lastRevision(Progress held) throws Exception {
        Long gone = deleted.value();
        return Math.max(held.revision(), gone == null ? 0 : gone);
    }

    /**
     * Goes on to the next manifest, and drops what neither it nor what is published needs.
     *
     * @param held as {@link #progress} says
     * @param published the keys of the results that what is published needs; a deletion leaves nothing published
     * @return whether all of its results are held
     */
    boolean list(Progress held, Manifest next, Set<String> published) throws Exception {
        Set<String> keys = ResultKeys.of(next.chunks());
        List<String> keysBefore = listed.value();
        List<String> before = keysBefore == null ? List.of() : keysBefore;
        if (held.awaited() > 0) {
            for (String key : before) {
                awaited.remove(key);
            }
        }
        int stillEarly = purge(before, held.early(), keys, published, next);
        if (next.document() == null) {
            listed.clear();
            deleted.update(next.revision());
            update(new Progress(0, 0, stillEarly));
            return true;
        }
        deleted.clear();
        listed.update(List.copyOf(keys));
        int missing = 0;
        for (String key : keys) {
            if (!results.contains(key)) {
                awaited.put(key, true);
                missing++;
            }
        }
        update(new Progress(next.revision(), missing, stillEarly));
        return missing == 0;
    }

    /** Takes a result; whether it was the last that the manifest awaited. */
    boolean take(ChunkResult result) throws Exception {
        String key = ResultKeys.of(result);
        Progress held = progress();
        if (held.awaited() > 0 && awaited.contains(key)) {
            results.put(key, result);
            awaited.remove(key);
            update(held.arrived());
            return held.awaited() == 1;
        }
        if (result.revision() > lastRevision(held)) {
            // In place of an older one, which a manifest between the two may be about to purge.
            ChunkResult older = results.get(key);
            if (older == null) {
                early.put(held.early(), key);
                update(held.oneMoreEarly());
            }
            if (older == null || older.revision() < result.revision()) {
                results.put(key, result);
            }
        }
        return false;
    }

    /** The results of a manifest's chunks, in its order; all must be held. */
    List<ChunkResult> of(Manifest manifest) throws Exception {
        List<ChunkResult> ofChunks = new ArrayList<>(manifest.chunks().size());
        for (Chunk chunk : manifest.chunks()) {
            ofChunks.add(results.get(ResultKeys.of(chunk)));
        }
        return ofChunks;
    }

    /** Drops results that nothing needs any more, unless they are for a manifest newer than {@code newest}. */
    void drop(Collection<String> keys, long newest) throws Exception {
        if (!keys.isEmpty()) {
            Progress held = progress();
            update(new Progress(held.revision(), held.awaited(), dropOrKeep(keys, newest, held.early())));
        }
    }

    /**
     * Drops results that neither the new manifest nor what is published lists, unless they are for a manifest that is
     * newer still.
     *
     * @param before the keys of the manifest before
     * @param held how many keys are in {@link #early}
     * @return how many are now
     */
    private int purge(List<String> before, int held, Set<String> keys, Set<String> published, Manifest next)
            throws Exception {
        Set<String> unlisted = new LinkedHashSet<>(before);
        for (int i = 0; i < held; i++) {
            unlisted.add(early.get(i));
        }
        unlisted.removeAll(keys);
        if (next.document() == null) {
            unlisted.addAll(published);
        } else {
            unlisted.removeAll(published);
        }
        int kept = dropOrKeep(unlisted, next.revision(), 0);
        for (int i = kept; i < held; i++) {
            early.remove(i);
        }
        return kept;
    }

    /** Drops results that are not listed, or notes them as early from number {@code kept} on; how many are then. */
    private int dropOrKeep(Collection<String> keys, long newest, int kept) throws Exception {
        int now = kept;
        for (String key : keys) {
            ChunkResult result = results.get(key);
            if (result != null && result.revision() > newest) {
                early.put(now++, key);
            } else if (result != null) {
                results.remove(key);
            }
        }
        return now;
    }

    private void update(Progress now) throws Exception {
        if (now.equals(Progress.NONE)) {
            progress.clear();
        } else {
            progress.update(now);
        }
    }
}
