package io.knowstream.index;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.lucene.codecs.CodecUtil;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.TieredMergePolicy;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexInput;
import org.apache.lucene.util.IOUtils;

/** One Lucene index of a shard, in a local directory, and where its files are published. Used by one thread. */
final class KindWriter implements Closeable {

    private final String kind;
    private final Path local;
    private final Directory directory;
    private final IndexWriter writer;
    private List<StoredFile> files;
    private boolean unpublished;

    private KindWriter(String kind, Path local, Directory directory, IndexWriter writer, List<StoredFile> files) {
        this.kind = kind;
        this.local = local;
        this.directory = directory;
        this.writer = writer;
        this.files = files;
    }

    /** Opens the index of {@code files}, or an empty one, in an empty local directory. */
    static KindWriter open(SegmentStore store, String kind, Path local, List<StoredFile> files, IndexConfig settings)
            throws IOException {
        for (StoredFile file : files) {
            store.fetch(file, local.resolve(file.name()));
        }
        Directory directory = new LocalDirectory(local);
        try {
            TieredMergePolicy merges = new TieredMergePolicy();
            // A segment in one file: fewer files to publish, list and open.
            merges.setNoCFSRatio(1);
            IndexWriterConfig config = new IndexWriterConfig(new TextAnalyzer())
                    .setCodec(new KnowstreamCodec(settings.hnswMinChunks()))
                    .setMergePolicy(merges)
                    .setRAMBufferSizeMB(settings.writerMemory() / (double) (1 << 20))
                    // A barrier waits for commits, and a commit must not wait for merges.
                    .setMaxFullFlushMergeWaitMillis(0)
                    .setCommitOnClose(false);
            return new KindWriter(kind, local, directory, new IndexWriter(directory, config), files);
        } catch (IOException | RuntimeException e) {
            IOUtils.closeWhileHandlingException(directory);
            throw e;
        }
    }

    void upsert(String id, Document fields) throws IOException {
        writer.updateDocument(new Term(Fields.ID, id), fields);
    }

    void delete(String id) throws IOException {
        writer.deleteDocuments(new Term(Fields.ID, id));
    }

    /** Makes one segment of all: what is asked and no more changed answers faster. Takes time in proportion to the index. */
    void settle() throws IOException {
        writer.forceMerge(1);
    }

    /**
     * Commits; all files of the index as it is now.
     *
     * @param folder of the store, in which new files are to be published
     * @param fresh receives those, with their local paths
     */
    List<StoredFile> commit(String folder, Map<StoredFile, Path> fresh) throws IOException {
        if (!unpublished && !files.isEmpty() && !writer.hasUncommittedChanges()) {
            return files;
        }
        unpublished = true;
        writer.commit();
        Map<String, StoredFile> known = files.stream().collect(Collectors.toMap(StoredFile::name, Function.identity()));
        List<StoredFile> now = new ArrayList<>();
        for (String name : SegmentInfos.readLatestCommit(directory).files(true)) {
            StoredFile file = known.get(name);
            if (file == null) {
                String path = folder + "/" + kind + "-" + name;
                file = new StoredFile(kind, name, path, directory.fileLength(name), checksum(name));
                fresh.put(file, local.resolve(name));
            }
            now.add(file);
        }
        now.sort(StoredFile.ORDER);
        return now;
    }

    /** Says that what was committed last is published: what is not counts as new at the next commit. */
    void published(List<StoredFile> now) {
        files = now;
        unpublished = false;
    }

    private long checksum(String name) throws IOException {
        try (IndexInput in = directory.openInput(name, IOContext.READONCE)) {
            return CodecUtil.retrieveChecksum(in);
        }
    }

    @Override
    public void close() throws IOException {
        // What is not committed belongs to no checkpoint; a rollback also ends merges instead of waiting for them.
        IOUtils.close(writer::rollback, directory);
    }
}
