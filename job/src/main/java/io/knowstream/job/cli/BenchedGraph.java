package io.knowstream.job.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.knowstream.graph.ChunkTask;
import io.knowstream.graph.GlobalContext;
import io.knowstream.index.GraphReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a job that is measured had to do.
 *
 * @param documents how many documents are in its graph
 * @param characters code points of all chunks
 * @param chunks all chunks, as they went to extraction
 */
record BenchedGraph(int documents, long characters, List<ChunkTask> chunks) {

    private static final ObjectMapper JSON = new ObjectMapper();

    static BenchedGraph read(String index) throws IOException {
        Path export = Files.createTempFile("knowstream-", ".jsonl");
        try (GraphReader reader = GraphReader.open(index)) {
            try (OutputStream out = Files.newOutputStream(export)) {
                reader.export(out);
            }
            List<ChunkTask> chunks = new ArrayList<>();
            try (Stream<String> lines = Files.lines(export, StandardCharsets.UTF_8)) {
                for (String line : (Iterable<String>) lines::iterator) {
                    JsonNode record = JSON.readTree(line);
                    if (record.get("kind").textValue().equals("chunk")) {
                        chunks.add(task(reader, record.get("id").textValue()));
                    }
                }
            }
            long characters = chunks.stream()
                    .mapToLong(
                            chunk -> chunk.text().codePointCount(0, chunk.text().length()))
                    .sum();
            return new BenchedGraph(reader.counts().documents(), characters, chunks);
        } finally {
            Files.delete(export);
        }
    }

    private static ChunkTask task(GraphReader reader, String id) throws IOException {
        return reader.chunk(id)
                .map(chunk -> new ChunkTask(
                        chunk.documentId(),
                        1,
                        chunk.id(),
                        chunk.id(),
                        chunk.text(),
                        new GlobalContext(chunk.title(), List.of(), "")))
                .orElseThrow();
    }
}
