package io.knowstream.index;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The shared place of an index: files that are written once, under names relative to {@code index.path} with {@code /}
 * between their parts.
 *
 * <p>All that the commit protocol asks of a place is that a small file appears as a whole or not at all and that it is
 * in every list made afterwards; it needs neither links nor locks nor conditional writes. Implementations are safe for
 * use by many threads and processes.
 */
interface SegmentStore {

    /** Bytes of a small file, at the most: a manifest of thousands of shards has less. */
    int LARGEST_SMALL_FILE = 256 << 20;

    /** The store at {@code index.path}. */
    static SegmentStore at(String path) {
        return DirectorySegmentStore.isDirectory(path)
                ? new DirectorySegmentStore(DirectorySegmentStore.directory(path))
                : FileSystemStore.at(path);
    }

    /** Writes a small file, as a whole and durably; one of that name is replaced. */
    void write(String name, byte[] content) throws IOException;

    /**
     * The content of a small file; {@link java.nio.file.NoSuchFileException} where there is none, and
     * {@link DamagedIndexException} where it has more than {@link #LARGEST_SMALL_FILE} bytes.
     */
    byte[] read(String name) throws IOException;

    /** The names of all files in a folder and below, sorted; none where there is no such folder. */
    List<String> list(String folder) throws IOException;

    /**
     * Publishes local files under names that nobody else uses, durably; no file of an earlier call is replaced. After an
     * error none of them is there, unless the place can no longer be written at all.
     */
    void publish(Map<StoredFile, Path> files) throws IOException;

    /** Brings a published file, whole, to a local path where there is none yet; else {@link DamagedIndexException}. */
    void fetch(StoredFile file, Path local) throws IOException;

    /** Where a file lies on this machine, for stores that are on it. */
    Optional<Path> local(String name);

    /** Removes a file; no error where there is none. */
    void delete(String name) throws IOException;
}
