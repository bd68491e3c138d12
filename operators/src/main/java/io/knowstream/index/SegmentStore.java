package io.knowstream.index;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexInput;

/**
 * The shared place of an index: files that are written once, under names relative to {@code index.path} with {@code /}
 * between their parts.
 *
 * <p>All that the commit protocol asks of a place is {@link #create}: one of several competing creators wins, and a
 * reader sees the whole content or none. Implementations are safe for use by many threads and processes.
 */
interface SegmentStore {

    /** The store at {@code index.path}. */
    static SegmentStore at(String path) {
        return new DirectorySegmentStore(DirectorySegmentStore.directory(path));
    }

    /** Creates a small file, durably, unless there is one of that name already; whether it did. */
    boolean create(String name, byte[] content) throws IOException;

    /** The content of a small file; {@link java.nio.file.NoSuchFileException} where there is none. */
    byte[] read(String name) throws IOException;

    /** The names of all files in a folder and below, sorted; none where there is no such folder. */
    List<String> list(String folder) throws IOException;

    /** Publishes local files under names of one new folder, durably. */
    void publish(Map<String, Path> files, String folder) throws IOException;

    /** Brings a published file to a local path where there is none yet. */
    void fetch(String name, Path local) throws IOException;

    /** The length of a file in bytes; {@link java.nio.file.NoSuchFileException} where there is none. */
    long length(String name) throws IOException;

    /** Opens a published file for reading. */
    IndexInput open(String name, IOContext context) throws IOException;

    /** Removes a file; no error where there is none. */
    void delete(String name) throws IOException;
}
