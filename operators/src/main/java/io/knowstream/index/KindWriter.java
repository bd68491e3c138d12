package io.knowstream.index;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.codecs.CodecUtil;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.TieredMergePolicy;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexInput;
import org.apache.lucene.util.IOUtils;

/** One Lucene index of a shard, in a local directory, and which of its files are published. Used by one thread. */
final class KindWriter implements Closeable {

    private final SegmentStore store;
    private final String kind;
    private final Path local;
    private final FSDirectory directory;
    private final IndexWriter writer;
    private Map<String, StoredFile> published = new HashMap<>();

    private KindWriter(SegmentStore store, String kind, Path local, FSDirectory directory, IndexWriter writer) {
        this.store = store;
        this.kind = kind;
        this.local = local;
        this.directory = directory;
        this.writer = writer;
    }

    /** Opens the index of {@code files}, or an empty one, in an empty local directory. */
    static KindWriter open(SegmentStore store, String kind, Path local, List<StoredFile> files, long memory)
            throws IOException {
        for (StoredFile file : files) {
            StoredFiles.check(store, file);
            store.fetch(file.path(), local.resolve(file.name()));
        }
        FSDirectory directory = FSDirectory.open(local);
        try {
            TieredMergePolicy merges = new TieredMergePolicy();
            // A segment in one file: fewer files to publish, list and open.
            merges.setNoCFSRatio(1);
            IndexWriterConfig config = new IndexWriterConfig(new TextAnalyzer())
                    .setCodec(new KnowstreamCodec())
                    .setMergePolicy(merges)
                    .setRAMBufferSizeMB(memory / (double) (1 << 20))
                    .setCommitOnClose(false);
            KindWriter opened = new KindWriter(store, kind, local, directory, new IndexWriter(directory, config));
            files.forEach(file -> opened.published.put(file.name(), file));
            return opened;
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

    /** Commits and publishes new files in a folder; all files of the index as it is now. */
    List<StoredFile> commit(String folder) throws IOException {
        writer.commit();
        SegmentInfos infos = SegmentInfos.readLatestCommit(directory);
        List<String> fresh = new ArrayList<>();
        Map<String, StoredFile> files = new HashMap<>();
        for (String name : infos.files(true)) {
            StoredFile known = published.get(name);
            if (known == null) {
                fresh.add(name);
                known = new StoredFile(kind, name, folder + "/" + name, directory.fileLength(name), checksum(name));
            }
            files.put(name, known);
        }
        if (!fresh.isEmpty()) {
            store.publish(local, fresh, folder);
        }
        published = files;
        return files.values().stream().sorted(StoredFiles.ORDER).toList();
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
