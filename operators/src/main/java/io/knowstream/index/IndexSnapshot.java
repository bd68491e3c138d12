package io.knowstream.index;

import io.knowstream.graph.Entity;
import io.knowstream.graph.EntityLink;
import io.knowstream.graph.GraphChange.Kind;
import io.knowstream.graph.Relationship;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.MultiReader;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.IOUtils;

/**
 * The readers of one manifest, counted by reference: the last release closes them. Safe for use by many threads.
 *
 * <p>An index whose files did not change since the snapshot before shares its reader, and the copy that is read in its place
 * if there is one.
 */
final class IndexSnapshot implements GraphRecords {

    /** Of equally good hits the lower id first. */
    static final SortField BY_ID = new SortField(Fields.ID, SortField.Type.STRING);

    private final IndexManifest manifest;
    private final ReaderFiles files;
    private final List<StoredFile> held;
    private final Map<List<StoredFile>, DirectoryReader> readers = new HashMap<>();
    private final Map<Kind, IndexSearcher> published = new EnumMap<>(Kind.class);
    private final Map<Kind, IndexCopy> copies = new EnumMap<>(Kind.class);
    private final Map<Kind, IndexSearcher> searchers = new EnumMap<>(Kind.class);
    private final EntityCache cache;
    private final AtomicInteger references = new AtomicInteger(1);

    private IndexSnapshot(IndexManifest manifest, ReaderFiles files, EntityCache cache) {
        this.manifest = manifest;
        this.files = files;
        this.cache = cache;
        this.held = manifest.shards().stream()
                .flatMap(shard -> shard.files().stream())
                .toList();
    }

    /**
     * Opens a manifest; {@code before} is held by the caller, or null.
     *
     * @throws DamagedIndexException where one of its files is missing or is not what was published
     */
    static IndexSnapshot open(ReaderFiles store, IndexManifest manifest, IndexSnapshot before) throws IOException {
        Map<Kind, IndexCopy> copies = new EnumMap<>(Kind.class);
        EntityCache cache = null;
        if (before != null) {
            before.copies.forEach((kind, copy) -> {
                if (before.sameFiles(manifest, Set.of(kind))) {
                    copies.put(kind, copy);
                }
            });
            boolean same = before.sameFiles(manifest, EntityCache.OF);
            cache = before.cache == null || same ? before.cache : before.cache.withoutAnswers();
        }
        return open(store, manifest, before, copies, cache);
    }

    /** The same with more copies, each of which this will hold itself, and with a cache, or null for none. */
    IndexSnapshot adapted(Map<Kind, IndexCopy> more, EntityCache entities) throws IOException {
        Map<Kind, IndexCopy> all = new EnumMap<>(copies);
        all.putAll(more);
        return open(files, manifest, this, all, entities);
    }

    private static IndexSnapshot open(
            ReaderFiles store,
            IndexManifest manifest,
            IndexSnapshot before,
            Map<Kind, IndexCopy> copies,
            EntityCache cache)
            throws IOException {
        IndexSnapshot opened = new IndexSnapshot(manifest, store, cache);
        Map<StoredFile, Path> paths = store.acquire(opened.held);
        try {
            for (Kind kind : Kinds.SORTED) {
                List<IndexReader> shards = new ArrayList<>();
                for (List<StoredFile> files : manifest.files(kind)) {
                    // A version that linked no names has published none for them.
                    boolean absent = kind == Kind.LINK && files.isEmpty();
                    if (!absent) {
                        shards.add(opened.reader(files, paths, before));
                    }
                }
                // The shards' readers are closed by the snapshot, not by the reader of them all.
                MultiReader all = new MultiReader(shards.toArray(IndexReader[]::new), false);
                opened.published.put(kind, new IndexSearcher(all));
            }
            opened.searchers.putAll(opened.published);
            copies.forEach(opened::use);
            return opened;
        } catch (IOException | RuntimeException e) {
            IOUtils.closeWhileHandlingException(opened::release);
            throw e;
        }
    }

    private void use(Kind kind, IndexCopy copy) {
        copy.acquire();
        copies.put(kind, copy);
        searchers.put(kind, new CopySearcher(copy, published.get(kind)));
    }

    private DirectoryReader reader(List<StoredFile> index, Map<StoredFile, Path> paths, IndexSnapshot before)
            throws IOException {
        DirectoryReader reader = before == null ? null : before.readers.get(index);
        if (reader == null) {
            try {
                reader = DirectoryReader.open(new ManifestDirectory(index, paths));
            } catch (NoSuchFileException e) {
                // Collected since it was checked: the reader looks for a newer head.
                String name = index.stream()
                        .filter(file -> paths.get(file).toString().equals(e.getFile()))
                        .map(StoredFile::path)
                        .findFirst()
                        .orElse(e.getFile());
                throw DamagedIndexException.missing(name, e);
            }
        } else {
            reader.incRef();
        }
        readers.put(index, reader);
        return reader;
    }

    IndexManifest manifest() {
        return manifest;
    }

    /** Whether the indices of some kinds are the same in another snapshot. */
    boolean sameFiles(IndexSnapshot other, Set<Kind> kinds) {
        return sameFiles(other.manifest, kinds);
    }

    private boolean sameFiles(IndexManifest other, Set<Kind> kinds) {
        return kinds.stream().allMatch(kind -> manifest.files(kind).equals(other.files(kind)));
    }

    /** Whether a copy is read in place of the published index. */
    boolean copied(Kind kind) {
        return copies.containsKey(kind);
    }

    /** What is remembered of entities; null where nothing is. */
    EntityCache cache() {
        return cache;
    }

    /** Runs each query as if it had never been asked, for a snapshot that nobody else uses. */
    void withoutQueryCache() {
        searchers.values().forEach(searcher -> searcher.setQueryCache(null));
    }

    /** The answer of a query. */
    <T> T answer(GraphQuery<T> query) throws IOException {
        return cache != null && query.kind() == QueryKind.ENTITY ? cache.answer(query, this) : query.answer(this);
    }

    IndexSearcher searcher(Kind kind) {
        return searchers.get(kind);
    }

    IndexReader reader(Kind kind) {
        return searchers.get(kind).getIndexReader();
    }

    /** The record of an id, looked up in the terms themselves: a search would cost more than the read. */
    <R extends Record> Optional<R> get(Kind kind, String id, RecordCodec<R> codec) throws IOException {
        BytesRef term = new BytesRef(id);
        for (LeafReaderContext leaf : reader(kind).leaves()) {
            Terms ids = leaf.reader().terms(Fields.ID);
            TermsEnum found = ids == null ? TermsEnum.EMPTY : ids.iterator();
            if (found.seekExact(term)) {
                Bits live = leaf.reader().getLiveDocs();
                PostingsEnum docs = found.postings(null, PostingsEnum.NONE);
                for (int doc = docs.nextDoc(); doc != DocIdSetIterator.NO_MORE_DOCS; doc = docs.nextDoc()) {
                    if (live == null || live.get(doc)) {
                        return Optional.of(record(kind, leaf.docBase + doc, codec));
                    }
                }
            }
        }
        return Optional.empty();
    }

    @Override
    public Optional<Entity> entity(String id) throws IOException {
        return get(Kind.ENTITY, id, Fields.ENTITIES);
    }

    @Override
    public Optional<Relationship> relationship(String id) throws IOException {
        return get(Kind.RELATIONSHIP, id, Fields.RELATIONSHIPS);
    }

    @Override
    public Optional<EntityLink> link(String id) throws IOException {
        return get(Kind.LINK, id, Fields.LINKS);
    }

    @Override
    public void links(List<EdgeEnds> ends, Consumer<Edge> edges) throws IOException {
        searcher(Kind.LINK).search(RelationshipSearch.of(ends), EdgeCollector.manager(edges));
    }

    @Override
    public void relationships(List<EdgeEnds> ends, Consumer<Edge> edges) throws IOException {
        searcher(Kind.RELATIONSHIP).search(RelationshipSearch.of(ends), EdgeCollector.manager(edges));
    }

    /** The best records of a query. */
    <R extends Record> List<R> top(Kind kind, Query query, Sort sort, int limit, RecordCodec<R> codec)
            throws IOException {
        return top(kind, searcher(kind), query, sort, limit, codec);
    }

    /** The same of a query that costs much in each segment. */
    <R extends Record> List<R> topSideBySide(Kind kind, Query query, Sort sort, int limit, RecordCodec<R> codec)
            throws IOException {
        return top(kind, SideBySideSearcher.of(searcher(kind)), query, sort, limit, codec);
    }

    private <R extends Record> List<R> top(
            Kind kind, IndexSearcher searcher, Query query, Sort sort, int limit, RecordCodec<R> codec)
            throws IOException {
        List<R> found = new ArrayList<>();
        for (ScoreDoc hit : searcher.search(query, limit, sort).scoreDocs) {
            found.add(record(kind, hit.doc, codec));
        }
        return found;
    }

    /** The record of one of Lucene's numbers. */
    <R extends Record> R record(Kind kind, int doc, RecordCodec<R> codec) throws IOException {
        List<LeafReaderContext> leaves = reader(kind).leaves();
        LeafReaderContext leaf = leaves.get(ReaderUtil.subIndex(doc, leaves));
        BinaryDocValues compressed = leaf.reader().getBinaryDocValues(Fields.COMPRESSED);
        if (compressed != null && compressed.advanceExact(doc - leaf.docBase)) {
            return codec.decode(compressed.binaryValue());
        }
        return codec.decode(searcher(kind)
                .storedFields()
                .document(doc, Set.of(Fields.RECORD))
                .getBinaryValue(Fields.RECORD));
    }

    void acquire() {
        references.incrementAndGet();
    }

    void release() throws IOException {
        if (references.decrementAndGet() == 0) {
            List<Closeable> all = new ArrayList<>();
            published.values().forEach(searcher -> all.add(searcher.getIndexReader()));
            readers.values().forEach(reader -> all.add(reader::decRef));
            copies.values().forEach(copy -> all.add(copy::release));
            all.add(() -> files.release(held));
            IOUtils.close(all);
        }
    }
}
