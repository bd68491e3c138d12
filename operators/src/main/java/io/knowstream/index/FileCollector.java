package io.knowstream.index;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes what neither a retained manifest nor a savepoint refers to.
 *
 * <p>Files of checkpoints that have not completed yet must stay, and the newest manifest tells them apart: of each
 * shard it names the attempt and the checkpoint. A Lucene commit refers only to files of the commit before it and to
 * new ones. So a file of that attempt and checkpoint, or of earlier ones, that the manifest does not list is never
 * referred to again: it was merged away, or its checkpoint was aborted, or its process crashed.
 *
 * <p>Retained are manifests of different content: one that was only published again, by a restart, counts once. Where a
 * manifest or a marker that must be retained cannot be read, nothing is removed, because nobody knows what it refers to.
 */
final class FileCollector {

    private static final Logger LOG = LoggerFactory.getLogger(FileCollector.class);
    private static final int SHARD_PART = 1;

    private final SegmentStore store;
    private final ManifestLog log;
    private final SavepointMarkers markers;
    private final int retained;

    FileCollector(SegmentStore store, ManifestLog log, int retained) {
        this.store = store;
        this.log = log;
        this.markers = new SavepointMarkers(store);
        this.retained = retained;
    }

    /** Removes manifests beyond those retained, then the files and claims that only they needed; which files. */
    Set<String> collect() throws IOException {
        try {
            return removeUnreferenced();
        } catch (DamagedIndexException e) {
            LOG.warn(
                    "No file of the index is removed, because it is not known what this one refers to: {}",
                    e.file(),
                    e);
            return Set.of();
        }
    }

    private Set<String> removeUnreferenced() throws IOException {
        List<ManifestName> superfluous = new ArrayList<>(log.names());
        List<IndexManifest> kept = retained(superfluous);
        if (kept.isEmpty()) {
            return Set.of();
        }
        superfluous.removeAll(kept.stream().map(IndexManifest::name).toList());
        Set<String> referenced = new HashSet<>();
        kept.forEach(manifest -> referenced.addAll(manifest.paths()));
        for (List<SavepointMarkers.Marker> savepoint : markers.read().values()) {
            savepoint.forEach(marker -> marker.commit().files().forEach(file -> referenced.add(file.path())));
        }
        for (ManifestName name : superfluous) {
            log.delete(name);
        }
        IndexManifest newest = kept.get(0);
        Set<String> removed = new HashSet<>();
        for (String path : store.list(ShardWriter.SEGMENTS)) {
            if (!referenced.contains(path) && isPast(path, newest)) {
                store.delete(path);
                removed.add(path);
            }
        }
        long oldest = newest.shards().stream().mapToLong(ShardCommit::attempt).reduce(newest.attempt(), Math::min);
        new Claims(store, log).deleteBelow(oldest);
        return removed;
    }

    /** The newest manifests of different content, the newest first. */
    private List<IndexManifest> retained(List<ManifestName> names) throws IOException {
        List<IndexManifest> kept = new ArrayList<>();
        for (int i = names.size() - 1; i >= 0 && kept.size() < retained; i--) {
            IndexManifest manifest = log.read(names.get(i));
            if (kept.stream().noneMatch(manifest::sameContent)) {
                kept.add(manifest);
            }
        }
        return kept;
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
