package io.knowstream.job.cli;

import io.knowstream.graph.ChunkTask;
import io.knowstream.graph.GlobalContext;
import io.knowstream.graph.IndexedChunk;
import java.io.IOException;
import java.util.List;

/**
 * What a job that is measured had to do.
 *
 * @param documents how many documents are in its graph
 * @param characters code points of all chunks
 * @param chunks all chunks, as they went to extraction
 */
record BenchedGraph(int documents, long characters, List<ChunkTask> chunks) {

    static BenchedGraph read(String index) throws IOException {
        GraphDocuments graph = GraphDocuments.of(index);
        long characters = graph.chunks().stream()
                .mapToLong(chunk -> chunk.end() - chunk.start())
                .sum();
        List<ChunkTask> tasks = graph.chunks().stream().map(BenchedGraph::task).toList();
        return new BenchedGraph(graph.documents().size(), characters, tasks);
    }

    private static ChunkTask task(IndexedChunk chunk) {
        return new ChunkTask(
                chunk.documentId(),
                1,
                chunk.id(),
                chunk.id(),
                chunk.text(),
                new GlobalContext(chunk.title(), List.of(), ""));
    }
}
