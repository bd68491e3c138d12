package io.knowstream.index;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;

/** Opens published manifests for a reader. Safe for use by many threads. */
final class ManifestReader implements Closeable {

    /** A manifest's files may be collected while it is opened, if others are published meanwhile. */
    private static final int OPEN_TRIES = 10;

    private final String path;
    private final ManifestLog log;
    private final ReaderFiles files;

    private ManifestReader(String path, ManifestLog log, ReaderFiles files) {
        this.path = path;
        this.log = log;
        this.files = files;
    }

    /** The manifests of the index at {@code index.path}. */
    static ManifestReader at(String path) throws IOException {
        SegmentStore store = SegmentStore.at(path);
        return new ManifestReader(path, ManifestLog.open(store, path), new ReaderFiles(store));
    }

    IndexSnapshot newest() throws IOException {
        return newest(null);
    }

    /** Opens the head; {@code before} is held by the caller, or null. */
    IndexSnapshot newest(IndexSnapshot before) throws IOException {
        for (int attempt = 1; ; attempt++) {
            ManifestName head = log.headName().orElseThrow(this::nothingPublished);
            try {
                return IndexSnapshot.open(files, log.read(head), before);
            } catch (DamagedIndexException e) {
                if (attempt == OPEN_TRIES || isNewest(head)) {
                    throw refused(head, e);
                }
            }
        }
    }

    /** Opens the newest manifest that can be opened. */
    IndexSnapshot newestWhole() throws IOException {
        List<ManifestName> names = log.names();
        DamagedIndexException first = null;
        for (int i = names.size() - 1; i >= 0; i--) {
            try {
                return IndexSnapshot.open(files, log.read(names.get(i)), null);
            } catch (DamagedIndexException e) {
                first = first == null ? e : first;
            }
        }
        throw first == null ? nothingPublished() : refused(names.get(names.size() - 1), first);
    }

    /** Opens the newest manifest of a checkpoint. */
    IndexSnapshot ofCheckpoint(long checkpoint) throws IOException {
        List<ManifestName> names = log.names();
        ManifestName name = names.stream()
                .filter(each -> each.checkpoint() == checkpoint)
                .reduce((older, newer) -> newer)
                .orElseThrow(() -> new NoSuchFileException(
                        path,
                        null,
                        "the index has no manifest of checkpoint " + checkpoint + "; it retains those of "
                                + names.stream().map(ManifestName::checkpoint).toList()));
        try {
            return IndexSnapshot.open(files, log.read(name), null);
        } catch (DamagedIndexException e) {
            throw refused(name, e);
        }
    }

    boolean isNewest(IndexManifest manifest) throws IOException {
        return isNewest(manifest.name());
    }

    private boolean isNewest(ManifestName name) throws IOException {
        return log.headName().filter(name::equals).isPresent();
    }

    private NoSuchFileException nothingPublished() {
        return new NoSuchFileException(
                path, null, "the index has no published manifest yet: no checkpoint has completed");
    }

    private DamagedIndexException refused(ManifestName name, DamagedIndexException cause) throws IOException {
        Optional<ManifestName> whole = wholeBelow(name);
        return new DamagedIndexException(
                cause.file(),
                "the index at " + path + " cannot be read at " + name + ": " + cause.getMessage() + "; "
                        + whole.map(good -> "the newest manifest before it that is whole is of " + good
                                        + " (--last-good opens it)")
                                .orElse("no manifest before it is whole"),
                cause);
    }

    private Optional<ManifestName> wholeBelow(ManifestName name) throws IOException {
        List<ManifestName> names = log.names();
        for (int i = names.size() - 1; i >= 0; i--) {
            if (names.get(i).compareTo(name) < 0) {
                try {
                    IndexSnapshot.open(files, log.read(names.get(i)), null).release();
                    return Optional.of(names.get(i));
                } catch (DamagedIndexException e) {
                    // Look further back: this one is damaged too.
                    continue;
                }
            }
        }
        return Optional.empty();
    }

    @Override
    public void close() throws IOException {
        files.close();
    }
}
