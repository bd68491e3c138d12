package io.knowstream.index;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Removes what no retained manifest refers to.
 *
 * <p>Files of checkpoints that have not completed yet must stay, and the newest manifest tells them apart: of each
 * shard it names the attempt and the checkpoint. A Lucene commit refers only to files of the commit before it and to
 * new ones. So a file of that attempt and checkpoint, or of earlier ones, that the manifest does not list is never
 * referred to again: it was merged away, or its checkpoint was aborted, or its process crashed.
 */
final class FileCollector {

    private static final int SHARD_PART = 1;

    private final SegmentStore store;
    private final ManifestLog log;
    private final int retained;

    FileCollector(SegmentStore store, ManifestLog log, int retained) {
        this.store = store;
        this.log = log;
        this.retained = retained;
    }

    /** Removes manifests beyond those retained, then the files and claims that only they needed. */
    void collect() throws IOException {
        List<String> names = log.names();
        if (names.isEmpty()) {
            return;
        }
        List<String> kept = names.subList(Math.max(0, names.size() - retained), names.size());
        Set<String> referenced = new HashSet<>();
        for (String name : kept) {
            referenced.addAll(log.read(name).paths());
        }
        IndexManifest newest = log.read(kept.get(kept.size() - 1));
        for (String name : names.subList(0, names.size() - kept.size())) {
            store.delete(name);
        }
        for (String path : store.list(ShardWriter.SEGMENTS)) {
            if (!referenced.contains(path) && isPast(path, newest)) {
                store.delete(path);
            }
        }
        long oldest = newest.shards().stream().mapToLong(ShardCommit::attempt).reduce(newest.attempt(), Math::min);
        for (String claim : log.claims()) {
            if (ManifestLog.numberOf(claim) < oldest) {
                store.delete(claim);
            }
        }
    }

    /** Whether a file {@code segments/<shard>/<attempt>/<checkpoint>/...} is not newer than its shard's commit. */
    private static boolean isPast(String path, IndexManifest newest) {
        String[] parts = path.split("/");
        ShardCommit commit = newest.shards().get(Integer.parseInt(parts[SHARD_PART]));
        long attempt = Long.parseLong(parts[SHARD_PART + 1]);
        long checkpoint = Long.parseLong(parts[SHARD_PART + 2]);
        return attempt < commit.attempt() || (attempt == commit.attempt() && checkpoint <= commit.checkpoint());
    }
}
