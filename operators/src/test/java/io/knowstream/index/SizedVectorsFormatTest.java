package io.knowstream.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field.Store;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NoMergePolicy;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.TieredMergePolicy;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.VectorUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SizedVectorsFormatTest {

    private static final int DIMENSIONS = 384;
    private static final int VECTORS = 400;
    private static final int MIN_GRAPH_DOCUMENTS = 300;
    private static final int NEAREST = 10;
    /** Of a dot product of two unit vectors with seven bits a component. */
    private static final double QUANTIZATION_ERROR = 0.02;

    private final ByteBuffersDirectory directory = new ByteBuffersDirectory();
    private final float[][] vectors = unitVectors(new Random(7));

    @AfterEach
    void close() throws IOException {
        directory.close();
    }

    @Test
    void searchesFlushedSegmentsExactly() throws Exception {
        try (IndexWriter writer = writer(true)) {
            addInTwoSegments(writer);
            writer.deleteDocuments(new Term("id", "17"));
        }
        try (DirectoryReader reader = DirectoryReader.open(directory)) {
            assertThat(graphs(reader)).containsExactly(false, false);
            for (int query = 0; query < VECTORS; query += 9) {
                assertThat(recall(reader, query, 17)).isEqualTo(NEAREST);
            }
        }
    }

    @Test
    void makesAGraphOfSegmentsThatWereMergedToEnough() throws Exception {
        try (IndexWriter writer = writer(false)) {
            addInTwoSegments(writer);
            writer.forceMerge(1);
        }
        try (DirectoryReader reader = DirectoryReader.open(directory)) {
            assertThat(graphs(reader)).containsExactly(true);
            int found = 0;
            for (int query = 0; query < VECTORS; query++) {
                found += recall(reader, query, -1);
            }
            assertThat(found).isGreaterThan(VECTORS * NEAREST * 95 / 100);
        }
    }

    @Test
    void dropsTheGraphOfASegmentThatHasBecomeSmall() throws Exception {
        makesAGraphOfSegmentsThatWereMergedToEnough();
        try (IndexWriter writer = writer(false)) {
            for (int id = 0; id < VECTORS - MIN_GRAPH_DOCUMENTS + 1; id++) {
                writer.deleteDocuments(new Term("id", Integer.toString(id)));
            }
            writer.forceMerge(1);
        }
        try (DirectoryReader reader = DirectoryReader.open(directory)) {
            assertThat(reader.maxDoc()).isEqualTo(MIN_GRAPH_DOCUMENTS - 1);
            assertThat(graphs(reader)).containsExactly(false);
            assertThat(ids(reader, vectors[VECTORS - 1], 1)).containsExactly(VECTORS - 1);
        }
    }

    /** The setting reaches the writer of a shard: a merge of few chunks makes a graph where few are enough, and else none. */
    @ParameterizedTest
    @CsvSource({"2,true", "1000,false"})
    void isWhatTheSettingSays(int hnswMinChunks, boolean graph, @TempDir Path folder) throws Exception {
        IndexConfig config = new IndexConfig(folder.toString(), 1, 2, 1, 1 << 20, hnswMinChunks, null, null);
        SegmentStore store = SegmentStore.at(folder.resolve("index").toString());
        Path local = Files.createDirectory(folder.resolve("chunks"));
        try (KindWriter writer = KindWriter.open(store, "chunks", local, List.of(), config);
                FSDirectory files = FSDirectory.open(local)) {
            // More segments of a commit each than the merge policy lets stand.
            for (int id = 0; id < 40; id++) {
                Document document = new Document();
                document.add(new StringField(Fields.ID, Integer.toString(id), Store.YES));
                document.add(new KnnFloatVectorField("vector", vectors[id], VectorSimilarityFunction.DOT_PRODUCT));
                writer.upsert(Integer.toString(id), document);
                writer.commit("folder", new HashMap<>());
            }
            await().until(() -> {
                // A commit takes in the merges that have ended.
                writer.commit("folder", new HashMap<>());
                try (DirectoryReader reader = DirectoryReader.open(files)) {
                    return reader.leaves().stream()
                            .anyMatch(leaf -> leaf.reader().maxDoc() > 1);
                }
            });
            try (DirectoryReader reader = DirectoryReader.open(files)) {
                assertThat(graphs(reader).contains(true)).isEqualTo(graph);
            }
        }
    }

    private IndexWriter writer(boolean keepSegments) throws IOException {
        return new IndexWriter(
                directory,
                new IndexWriterConfig()
                        .setCodec(new KnowstreamCodec(MIN_GRAPH_DOCUMENTS))
                        .setMergePolicy(keepSegments ? NoMergePolicy.INSTANCE : new TieredMergePolicy()));
    }

    private void addInTwoSegments(IndexWriter writer) throws IOException {
        add(writer, 0, VECTORS / 2);
        writer.flush();
        add(writer, VECTORS / 2, VECTORS);
    }

    private void add(IndexWriter writer, int from, int to) throws IOException {
        for (int id = from; id < to; id++) {
            Document document = new Document();
            document.add(new StringField("id", Integer.toString(id), Store.YES));
            document.add(new KnnFloatVectorField("vector", vectors[id], VectorSimilarityFunction.DOT_PRODUCT));
            writer.addDocument(document);
        }
    }

    /** How many of those found are as near as the nearest ones are. */
    private int recall(DirectoryReader reader, int query, int deleted) throws IOException {
        double farthest = IntStream.range(0, VECTORS)
                .filter(id -> id != deleted)
                .mapToDouble(id -> -similarity(query, id))
                .sorted()
                .skip(NEAREST - 1)
                .findFirst()
                .orElseThrow();
        List<Integer> found = ids(reader, vectors[query], NEAREST);
        assertThat(found).doesNotHaveDuplicates().hasSize(NEAREST).doesNotContain(deleted);
        return (int) found.stream()
                .filter(id -> -similarity(query, id) <= farthest + QUANTIZATION_ERROR)
                .count();
    }

    private double similarity(int one, int other) {
        return VectorUtil.dotProduct(vectors[one], vectors[other]);
    }

    private static List<Integer> ids(DirectoryReader reader, float[] vector, int limit) throws IOException {
        List<Integer> ids = new ArrayList<>();
        for (ScoreDoc hit :
                new IndexSearcher(reader).search(new KnnFloatVectorQuery("vector", vector, limit), limit).scoreDocs) {
            ids.add(Integer.parseInt(reader.storedFields().document(hit.doc).get("id")));
        }
        return ids;
    }

    /** Whether each segment has a graph. */
    private static List<Boolean> graphs(DirectoryReader reader) {
        return reader.leaves().stream()
                .map(LeafReaderContext::reader)
                .map(SizedVectorsFormat::hasGraph)
                .toList();
    }

    private static float[][] unitVectors(Random random) {
        float[][] vectors = new float[VECTORS][DIMENSIONS];
        for (float[] vector : vectors) {
            for (int i = 0; i < DIMENSIONS; i++) {
                vector[i] = (float) random.nextGaussian();
            }
            VectorUtil.l2normalize(vector);
        }
        return vectors;
    }
}
