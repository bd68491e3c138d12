package io.knowstream.index;

import io.knowstream.index.SavepointMarkers.Marker;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What lies at an {@code index.path}, for those who look after it: manifests, savepoints, and whether all is whole. Safe
 * for use beside a running job.
 */
public final class PublishedIndex {

    /**
     * A published state.
     *
     * @param lineage the history that it belongs to
     * @param checkpoint what it is the content of
     * @param attempt the process that published it
     * @param files of Lucene
     * @param bytes of those
     */
    public record Manifest(long lineage, long checkpoint, long attempt, int files, long bytes) {}

    /**
     * A savepoint whose files stay until it is released.
     *
     * @param name what {@link #release} knows it by
     * @param checkpoint its number
     * @param job that made it
     * @param timestamp when it was begun, in milliseconds since 1970
     * @param shards how many shards have marked their files
     * @param ofShards how many there must be; with fewer the savepoint was given up or markers are lost
     * @param files of Lucene
     * @param bytes of those
     */
    public record Savepoint(
            String name,
            long checkpoint,
            String job,
            long timestamp,
            int shards,
            int ofShards,
            int files,
            long bytes) {}

    /**
     * What a release did.
     *
     * @param savepoints those that are no longer protected
     * @param files that were removed
     * @param bytes of the removed files that the released savepoints named
     */
    public record Release(List<String> savepoints, int files, long bytes) {}

    /**
     * A file that is not what was published.
     *
     * @param file its name under the path
     * @param message what is wrong with it
     */
    public record Damage(String file, String message) {}

    private final SegmentStore store;
    private final ManifestLog log;
    private final SavepointMarkers markers;

    private PublishedIndex(SegmentStore store, ManifestLog log) {
        this.store = store;
        this.log = log;
        this.markers = new SavepointMarkers(store);
    }

    /** The index at {@code index.path}; {@link NoSuchFileException} where there is none. */
    public static PublishedIndex at(String path) throws IOException {
        SegmentStore store = SegmentStore.at(path);
        return new PublishedIndex(store, ManifestLog.open(store, path));
    }

    /** The attempt that has published the newest manifest, whether its files are there or not; empty where there is none. */
    public static OptionalLong newestAttempt(String path) throws IOException {
        try {
            Optional<ManifestName> head =
                    ManifestLog.open(SegmentStore.at(path), path).headName();
            return head.isEmpty()
                    ? OptionalLong.empty()
                    : OptionalLong.of(head.get().attempt());
        } catch (NoSuchFileException e) {
            return OptionalLong.empty();
        }
    }

    /** Published states that can be read, the newest first. */
    public List<Manifest> manifests() throws IOException {
        List<Manifest> manifests = new ArrayList<>();
        for (IndexManifest manifest : readable(new TreeMap<>())) {
            Set<StoredFile> files = files(manifest);
            manifests.add(new Manifest(
                    manifest.lineage(), manifest.checkpoint(), manifest.attempt(), files.size(), bytes(files)));
        }
        Collections.reverse(manifests);
        return manifests;
    }

    /** Savepoints, by name. */
    public List<Savepoint> savepoints() throws IOException {
        List<Savepoint> savepoints = new ArrayList<>();
        markers.read(damage -> {}).forEach((name, shards) -> {
            Set<StoredFile> files = new HashSet<>();
            shards.forEach(marker -> files.addAll(marker.commit().files()));
            Marker any = shards.get(0);
            long marked = shards.stream()
                    .map(marker -> marker.commit().shard())
                    .distinct()
                    .count();
            savepoints.add(new Savepoint(
                    name,
                    any.checkpoint(),
                    any.job(),
                    any.timestamp(),
                    (int) marked,
                    any.shards(),
                    files.size(),
                    bytes(files)));
        });
        return savepoints;
    }

    /** The names of all savepoints, those with damaged markers too. */
    public List<String> savepointNames() throws IOException {
        return markers.names();
    }

    /** Lets the files of savepoints go, and removes those that nothing else needs. Doing it again changes nothing. */
    public Release release(Collection<String> savepoints) throws IOException {
        List<String> present = markers.names();
        Map<String, Long> lengths = new HashMap<>();
        markers.read(damage -> {}).forEach((name, shards) -> {
            if (savepoints.contains(name)) {
                shards.forEach(
                        marker -> marker.commit().files().forEach(file -> lengths.put(file.path(), file.length())));
            }
        });
        List<String> released = new ArrayList<>();
        for (String name : new TreeSet<>(savepoints)) {
            if (present.contains(name)) {
                markers.delete(name);
                released.add(name);
            }
        }
        // How many manifests are retained is the job's business: here all are.
        Set<String> removed = new FileCollector(store, log, Integer.MAX_VALUE).collect();
        long bytes = removed.stream()
                .mapToLong(file -> lengths.getOrDefault(file, 0L))
                .sum();
        return new Release(released, removed.size(), bytes);
    }

    /** Reads every byte of every file that a manifest or a savepoint names, and of those themselves; what is damaged. */
    public List<Damage> check() throws IOException {
        TreeMap<String, Damage> damages = new TreeMap<>();
        Set<StoredFile> files = new HashSet<>();
        for (IndexManifest manifest : readable(damages)) {
            files.addAll(files(manifest));
        }
        markers.read(damage -> add(damages, damage))
                .values()
                .forEach(shards ->
                        shards.forEach(marker -> files.addAll(marker.commit().files())));
        try (ReaderFiles reader = new ReaderFiles(store)) {
            for (StoredFile file : files) {
                try {
                    reader.acquire(List.of(file));
                    reader.release(List.of(file));
                } catch (DamagedIndexException e) {
                    add(damages, e);
                }
            }
        }
        return List.copyOf(damages.values());
    }

    private static void add(TreeMap<String, Damage> damages, DamagedIndexException e) {
        damages.put(e.file(), new Damage(e.file(), e.getMessage()));
    }

    /** All manifests of which one file is whole, the oldest first. */
    private List<IndexManifest> readable(TreeMap<String, Damage> damages) throws IOException {
        List<IndexManifest> manifests = new ArrayList<>();
        for (ManifestName name : log.names()) {
            IndexManifest whole = null;
            for (String file : List.of(name.path(), name.copy())) {
                try {
                    whole = log.readFile(name, file);
                } catch (DamagedIndexException e) {
                    add(damages, e);
                }
            }
            if (whole != null) {
                manifests.add(whole);
            }
        }
        return manifests;
    }

    private static Set<StoredFile> files(IndexManifest manifest) {
        Set<StoredFile> files = new HashSet<>();
        manifest.shards().forEach(shard -> files.addAll(shard.files()));
        return files;
    }

    private static long bytes(Set<StoredFile> files) {
        return files.stream().mapToLong(StoredFile::length).sum();
    }
}
