package io.knowstream.job.cli;

import io.knowstream.graph.DocumentGraph;
import io.knowstream.graph.Entity;
import io.knowstream.graph.EntityLink;
import io.knowstream.graph.GraphWriter;
import io.knowstream.graph.IndexedChunk;
import io.knowstream.graph.Relationship;
import io.knowstream.index.GraphReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The documents and chunks of a graph, all in memory. Used by one thread. */
final class GraphDocuments implements GraphWriter {

    private final List<DocumentGraph> documents = new ArrayList<>();
    private final List<IndexedChunk> chunks = new ArrayList<>();

    private GraphDocuments() {}

    static GraphDocuments of(String index) throws IOException {
        GraphDocuments all = new GraphDocuments();
        try (GraphReader reader = GraphReader.open(index)) {
            reader.export(all);
        }
        return all;
    }

    List<DocumentGraph> documents() {
        return documents;
    }

    List<IndexedChunk> chunks() {
        return chunks;
    }

    @Override
    public void chunk(IndexedChunk chunk) {
        chunks.add(chunk);
    }

    @Override
    public void document(DocumentGraph document) {
        documents.add(document);
    }

    @Override
    public void entity(Entity entity) {
        // Merged of several documents: it has no strategy of its own.
    }

    @Override
    public void link(EntityLink link) {
        // The same.
    }

    @Override
    public void relationship(Relationship relationship) {
        // The same.
    }

    @Override
    public void complete() {
        // Nothing is written.
    }
}
