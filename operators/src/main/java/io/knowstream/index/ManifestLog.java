package io.knowstream.index;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The published manifests of an index, in the order of their {@linkplain ManifestName names}.
 *
 * <p>No step of publishing depends on another process having taken or not taken one: a manifest is a file under its own
 * name, and the greatest name is the head. A process that was paused and superseded writes a lesser name, which no reader
 * looks at. Writing the same manifest again changes nothing. Safe for use by many threads and processes.
 */
final class ManifestLog {

    /** What came of publishing a manifest. */
    enum Outcome {
        /** It is the newest now. */
        PUBLISHED,
        /** It, or a later one of the same lineage, has been published before: there is nothing to do. */
        ALREADY_PUBLISHED,
        /** A newer lineage or attempt has published: this process must not. */
        SUPERSEDED,
        /** Files of it are missing: readers must not go to it. */
        LOST
    }

    private final SegmentStore store;
    private final int shards;

    private ManifestLog(SegmentStore store, int shards) {
        this.store = store;
        this.shards = shards;
    }

    /** Opens an index for writing; creates it where there is none. */
    static ManifestLog open(SegmentStore store, String path, int shards) throws IOException {
        Optional<IndexDescription> found = IndexDescription.find(store, path);
        if (found.isEmpty()) {
            Optional<ManifestName> head = new ManifestLog(store, shards).headName();
            int existing = shards;
            if (head.isPresent()) {
                existing =
                        new ManifestLog(store, shards).read(head.get()).shards().size();
            }
            IndexDescription.of(existing).write(store);
            found = IndexDescription.find(store, path);
        }
        int fixed = found.map(IndexDescription::shards).orElse(shards);
        if (fixed != shards) {
            throw new IllegalStateException("index.shards must be " + fixed + ", with which the index at " + path
                    + " was created (got " + shards + ")");
        }
        return new ManifestLog(store, shards);
    }

    /** Opens an index that exists; {@link NoSuchFileException} where there is none. */
    static ManifestLog open(SegmentStore store, String path) throws IOException {
        Optional<IndexDescription> found = IndexDescription.find(store, path);
        if (found.isEmpty()) {
            if (!store.list(ManifestName.FOLDER).isEmpty()) {
                throw new DamagedIndexException(
                        IndexDescription.FILE,
                        "the index's file " + IndexDescription.FILE + " is missing at " + path
                                + ", where there are manifests; the job writes it again when it starts",
                        null);
            }
            throw new NoSuchFileException(path, null, "there is no index here");
        }
        return new ManifestLog(store, found.get().shards());
    }

    /** The fixed number of shards. */
    int shards() {
        return shards;
    }

    /** The name of the newest manifest. */
    Optional<ManifestName> headName() throws IOException {
        List<ManifestName> names = names();
        return names.isEmpty() ? Optional.empty() : Optional.of(names.get(names.size() - 1));
    }

    /** The names of all manifests, oldest first. */
    List<ManifestName> names() throws IOException {
        Stream<String> files = store.list(ManifestName.FOLDER).stream();
        return files.filter(ManifestName::isOne)
                .map(ManifestName::of)
                .distinct()
                .sorted()
                .toList();
    }

    /** Reads a manifest; {@link DamagedIndexException} where neither of its files is whole. */
    IndexManifest read(ManifestName name) throws IOException {
        try {
            return readFile(name, name.path());
        } catch (DamagedIndexException first) {
            try {
                return readFile(name, name.copy());
            } catch (DamagedIndexException second) {
                first.addSuppressed(second);
                throw first;
            }
        }
    }

    /** Reads one of a manifest's two files. */
    IndexManifest readFile(ManifestName name, String file) throws IOException {
        IndexManifest manifest;
        try {
            manifest = IndexManifest.fromBytes(file, store.read(file));
        } catch (NoSuchFileException e) {
            throw DamagedIndexException.missing(file, e);
        }
        if (!manifest.name().equals(name)) {
            throw new DamagedIndexException(
                    file, "the index's file " + file + " must be of " + name + " (got " + manifest + ")", null);
        }
        return manifest;
    }

    /** Publishes a manifest if it is newer than all others. */
    Outcome publish(IndexManifest manifest) throws IOException {
        if (manifest.shards().size() != shards) {
            throw new IllegalStateException("a manifest must have " + shards + " shards (got "
                    + manifest.shards().size() + ")");
        }
        Optional<ManifestName> before = headName();
        if (before.isPresent()) {
            Outcome outcome = compare(manifest.name(), before.get());
            if (outcome != Outcome.PUBLISHED) {
                return outcome;
            }
        }
        byte[] content = manifest.toBytes();
        store.write(manifest.name().path(), content);
        store.write(manifest.name().copy(), content);
        // A newer attempt may have come between: then this manifest is below it, and never seen again.
        boolean below = headName()
                .filter(head -> compare(manifest.name(), head) == Outcome.SUPERSEDED)
                .isPresent();
        return below ? Outcome.SUPERSEDED : Outcome.PUBLISHED;
    }

    /** Publishes a manifest of before a restore, unless files of it have been lost since. */
    Outcome publishIfWhole(IndexManifest manifest) throws IOException {
        return missing(manifest).isEmpty() ? publish(manifest) : Outcome.LOST;
    }

    /** Refuses a manifest with files that are missing: readers must not go to it. */
    void requireFiles(IndexManifest manifest) throws IOException {
        Set<String> missing = missing(manifest);
        for (String file : missing) {
            throw new DamagedIndexException(
                    file,
                    "the index cannot be restored to " + manifest + ": " + missing.size()
                            + " of its files are missing, " + file
                            + " for one" + DamagedIndexException.WAYS_OUT,
                    null);
        }
    }

    /** The files of a manifest that are not there. */
    Set<String> missing(IndexManifest manifest) throws IOException {
        Set<String> missing = new TreeSet<>(manifest.paths());
        missing.removeAll(new HashSet<>(store.list(ShardWriter.SEGMENTS)));
        return missing;
    }

    /** Removes a manifest. */
    void delete(ManifestName name) throws IOException {
        store.delete(name.copy());
        store.delete(name.path());
    }

    /** What may become of {@code manifest} where {@code head} is the newest. */
    static Outcome compare(ManifestName manifest, ManifestName head) {
        if (manifest.compareTo(head) > 0) {
            return Outcome.PUBLISHED;
        }
        boolean past = manifest.lineage() == head.lineage() && manifest.checkpoint() <= head.checkpoint();
        return past ? Outcome.ALREADY_PUBLISHED : Outcome.SUPERSEDED;
    }
}
