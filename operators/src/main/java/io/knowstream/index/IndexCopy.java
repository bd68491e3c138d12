package io.knowstream.index;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.lucene.index.CodecReader;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.MergePolicy.MergeException;
import org.apache.lucene.index.SerialMergeScheduler;
import org.apache.lucene.index.SlowCodecReaderWrapper;
import org.apache.lucene.index.SortingCodecReader;
import org.apache.lucene.search.Sort;
import org.apache.lucene.store.AlreadyClosedException;
import org.apache.lucene.store.Directory;
import org.apache.lucene.util.IOUtils;

/**
 * The live documents of an index as one segment, with an HNSW graph of its vectors, in a temporary directory of this
 * machine. Counted by reference: who makes it holds it, and the last release removes it. Safe for use by many threads.
 */
final class IndexCopy {

    /** Where a copy is written. */
    @FunctionalInterface
    interface Place {
        Directory open(Path path) throws IOException;
    }

    private static final String PREFIX = "knowstream-adapted-";
    private static final int ANY_SIZE = 1;

    private final Path path;
    private final Directory directory;
    private final DirectoryReader reader;
    private final long bytes;
    private final AtomicInteger references = new AtomicInteger(1);

    private IndexCopy(Path path, Directory directory) throws IOException {
        this.path = path;
        this.directory = directory;
        this.reader = DirectoryReader.open(directory);
        long length = 0;
        for (String file : directory.listAll()) {
            length += directory.fileLength(file);
        }
        this.bytes = length;
    }

    /**
     * Copies an index; takes some milliseconds a vector.
     *
     * @param sort the order of the documents; null for that of the index
     * @throws IOException where it cannot be written; nothing is left of it then
     */
    static IndexCopy of(IndexReader index, Sort sort, Place place) throws IOException {
        Path path = Files.createTempDirectory(PREFIX);
        Directory directory = null;
        try {
            directory = place.open(path);
            write(index, sort, directory);
            return new IndexCopy(path, directory);
        } catch (IOException | RuntimeException e) {
            IOUtils.closeWhileHandlingException(directory, () -> IOUtils.rm(path));
            // Lucene wraps what fails in a merge, and what fails again as the writer is closed.
            if ((e instanceof MergeException || e instanceof AlreadyClosedException)
                    && e.getCause() instanceof IOException cause) {
                throw cause;
            }
            throw e;
        }
    }

    private static void write(IndexReader index, Sort sort, Directory directory) throws IOException {
        List<CodecReader> segments = new ArrayList<>();
        for (LeafReaderContext leaf : index.leaves()) {
            CodecReader segment = SlowCodecReaderWrapper.wrap(leaf.reader());
            segments.add(sort == null ? segment : SortingCodecReader.wrap(segment, sort));
        }
        IndexWriterConfig config = new IndexWriterConfig()
                .setCodec(new KnowstreamCodec(ANY_SIZE))
                // In this thread, so that what fails fails here.
                .setMergeScheduler(new SerialMergeScheduler());
        if (sort != null) {
            config.setIndexSort(sort);
        }
        try (IndexWriter writer = new IndexWriter(directory, config)) {
            writer.addIndexes(segments.toArray(CodecReader[]::new));
        }
    }

    IndexReader reader() {
        return reader;
    }

    /** Bytes on disk. */
    long bytes() {
        return bytes;
    }

    void acquire() {
        references.incrementAndGet();
    }

    void release() throws IOException {
        if (references.decrementAndGet() == 0) {
            IOUtils.close(reader, directory, () -> IOUtils.rm(path));
        }
    }
}
