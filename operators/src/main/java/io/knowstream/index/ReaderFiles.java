package io.knowstream.index;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.lucene.util.IOUtils;

/**
 * The files that a reader has open, on this machine and whole.
 *
 * <p>All bytes of a file are checked when it is first acquired. Files of a store that is elsewhere are fetched into a
 * temporary directory and stay for as long as a snapshot holds them, so that it takes no more room than the states that
 * are being read. Safe for use by many threads.
 */
final class ReaderFiles implements Closeable {

    private static final class Held {
        final Path path;
        int holders;

        Held(Path path) {
            this.path = path;
        }
    }

    private final SegmentStore store;
    private final Map<StoredFile, Held> files = new HashMap<>();
    private Path directory;
    private int fetched;

    ReaderFiles(SegmentStore store) {
        this.store = store;
    }

    /**
     * Where files lie, each held until it is released once.
     *
     * @throws DamagedIndexException where one is missing or is not what was published; nothing is held then
     */
    synchronized Map<StoredFile, Path> acquire(List<StoredFile> wanted) throws IOException {
        Map<StoredFile, Path> paths = new HashMap<>();
        List<StoredFile> acquired = new ArrayList<>();
        try {
            for (StoredFile file : wanted) {
                Held held = files.get(file);
                if (held == null) {
                    held = new Held(bring(file));
                    files.put(file, held);
                }
                held.holders++;
                acquired.add(file);
                paths.put(file, held.path);
            }
            return paths;
        } catch (IOException | RuntimeException e) {
            IOUtils.closeWhileHandlingException(() -> release(acquired));
            throw e;
        }
    }

    private Path bring(StoredFile file) throws IOException {
        Optional<Path> here = store.local(file.path());
        if (here.isPresent()) {
            WholeFileCheck.check(file, here.get());
            return here.get();
        }
        if (directory == null) {
            directory = Files.createTempDirectory("knowstream-index-");
        }
        // Lucene wants no certain name of a file's path, and the store's may be of any length.
        Path local = directory.resolve(Integer.toString(fetched++));
        store.fetch(file, local);
        return local;
    }

    /** Gives files back. */
    synchronized void release(List<StoredFile> unused) throws IOException {
        for (StoredFile file : unused) {
            Held held = files.get(file);
            if (--held.holders == 0) {
                files.remove(file);
                if (directory != null) {
                    Files.deleteIfExists(held.path);
                }
            }
        }
    }

    /** Removes what was fetched; call it when all is released. */
    @Override
    public synchronized void close() throws IOException {
        if (directory != null) {
            IOUtils.rm(directory);
            directory = null;
        }
    }
}
