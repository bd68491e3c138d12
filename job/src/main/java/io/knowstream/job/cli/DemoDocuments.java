package io.knowstream.job.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
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
}
