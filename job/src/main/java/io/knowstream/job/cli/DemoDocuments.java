package io.knowstream.job.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The documents that ship with the demo. */
final class DemoDocuments {

    private static final ObjectMapper JSON = new ObjectMapper();

    private DemoDocuments() {}

    /** Their lines. */
    static List<String> lines() throws IOException {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                DemoDocuments.class.getResourceAsStream(DemoCommand.DOCUMENTS), StandardCharsets.UTF_8))) {
            return lines.lines().toList();
        }
    }

    /** Their contents. */
    static List<String> texts() throws IOException {
        List<String> texts = new ArrayList<>();
        for (String line : lines()) {
            JsonNode document = JSON.readTree(line);
            texts.add(document.get("content").textValue());
        }
        return texts;
    }

    /** Writes so many of them to a file in a directory, each time round under new ids. */
    static Path repeat(int documents, Path directory) throws IOException {
        Path file = directory.resolve("documents.jsonl");
        List<String> demo = lines();
        try (Writer out = Files.newBufferedWriter(file)) {
            for (int i = 0; i < documents; i++) {
                ObjectNode document = (ObjectNode) JSON.readTree(demo.get(i % demo.size()));
                document.put("id", document.get("id").textValue() + "-" + i / demo.size());
                out.write(document.toString());
                out.write('\n');
            }
        }
        return file;
    }
}
