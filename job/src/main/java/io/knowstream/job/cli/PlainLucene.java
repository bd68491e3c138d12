package io.knowstream.job.cli;

import io.knowstream.graph.Entity;
import io.knowstream.graph.GraphChange;
import io.knowstream.graph.IndexedChunk;
import io.knowstream.graph.Relationship;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.analysis.standard.StandardAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field.Store;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.FuzzyQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.IOUtils;

/**
 * The same records in one index of Lucene as it comes, with nothing around it: what queries are measured against. Vectors
 * are not quantised, and as many candidates are looked at as by the index.
 */
final class PlainLucene implements Closeable {

    /** As many as the index looks at. */
    private static final int CANDIDATES = 50;

    private final Directory directory;
    private final DirectoryReader reader;
    private final IndexSearcher searcher;

    private PlainLucene(Directory directory, DirectoryReader reader) {
        this.directory = directory;
        this.reader = reader;
        this.searcher = new IndexSearcher(reader);
    }

    static PlainLucene write(QueryGraph graph, Path path, Terminal terminal) throws IOException {
        Directory directory = FSDirectory.open(path);
        try (IndexWriter writer =
                new IndexWriter(directory, new IndexWriterConfig(new StandardAnalyzer()).setRAMBufferSizeMB(64))) {
            for (long i = 0; i < graph.records(); i++) {
                writer.addDocument(fields(graph.record(i)));
                if (i % 5_000 == 0) {
                    terminal.show("plain Lucene: %,d of %,d records", i, graph.records());
                }
            }
            // As a bounded run of the job leaves its shards.
            writer.forceMerge(1);
        }
        return new PlainLucene(directory, DirectoryReader.open(directory));
    }

    private static Document fields(GraphChange change) {
        Document fields = new Document();
        switch (change.kind()) {
            case ENTITY -> {
                Entity entity = change.entity();
                fields.add(new StringField("name", entity.name(), Store.YES));
            }
            case RELATIONSHIP -> {
                Relationship relationship = change.relationship();
                fields.add(new StringField("source", relationship.source(), Store.YES));
                fields.add(new StringField("target", relationship.target(), Store.YES));
            }
            case CHUNK -> {
                IndexedChunk chunk = change.chunk();
                fields.add(new StoredField("chunk", chunk.id()));
                fields.add(new TextField("text", chunk.text(), Store.YES));
                fields.add(new KnnFloatVectorField("vector", chunk.embedding(), VectorSimilarityFunction.DOT_PRODUCT));
            }
            default -> fields.add(new StringField("other", change.id(), Store.YES));
        }
        return fields;
    }

    /** Stored names within an edit distance. */
    List<String> like(String name, int edits, int limit) throws IOException {
        return top(new FuzzyQuery(new Term("name", name), edits), limit, "name");
    }

    /** Stored names that are equal. */
    List<String> named(String name, int limit) throws IOException {
        return top(new TermQuery(new Term("name", name)), limit, "name");
    }

    /** Objects of relationships that begin or end at an entity. */
    List<String> relationships(String entity, int limit) throws IOException {
        Query either = new BooleanQuery.Builder()
                .add(new TermQuery(new Term("source", entity)), Occur.SHOULD)
                .add(new TermQuery(new Term("target", entity)), Occur.SHOULD)
                .build();
        return top(either, limit, "target");
    }

    /** The nearest chunks. */
    List<String> nearest(float[] vector, int limit) throws IOException {
        return top(new KnnFloatVectorQuery("vector", vector, Math.max(CANDIDATES, limit)), limit, "chunk");
    }

    private List<String> top(Query query, int limit, String field) throws IOException {
        List<String> found = new ArrayList<>();
        for (ScoreDoc hit : searcher.search(query, limit).scoreDocs) {
            found.add(searcher.storedFields().document(hit.doc).get(field));
        }
        return found;
    }

    @Override
    public void close() throws IOException {
        IOUtils.close(reader, directory);
    }
}
