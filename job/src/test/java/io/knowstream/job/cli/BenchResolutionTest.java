package io.knowstream.job.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchResolutionTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    @Test
    void comparesNamesAcrossDocumentsOfKnowledgeNet() throws Exception {
        Path file = folder.resolve("facts.jsonl");
        Files.write(
                file,
                List.of(
                        passage(4, "1", "T. Watson led IBM.", fact("CEO", "IBM", 14, "Q1", "T. Watson", 0, "Q2")),
                        passage(
                                4,
                                "2",
                                "He and Thomas Watson led International Business Machines.",
                                fact("CEO", "International Business Machines", 25, "Q1", "Thomas Watson", 7, "Q2"),
                                fact("CEO", "International Business Machines", 25, "Q1", "He", 0, "Q2")),
                        passage(3, "3", "Of another fold.", fact("CEO", "Of", 0, "Q9", "another", 3, "Q9"))));
        CommandLineRun run = CommandLineRun.of("bench", "resolution", "--knowledgenet", file.toString(), "--json");
        assertThat(run.code()).as(run.err()).isZero();
        JsonNode out = JSON.readTree(run.out());
        assertThat(out.get("documents").intValue()).isEqualTo(2);
        assertThat(out.get("mentions").intValue()).as("no pronouns").isEqualTo(4);
        assertThat(out.get("exact_name").get("recall").doubleValue()).isCloseTo(0.5, within(1e-9));
        assertThat(out.get("single_link").get("f1").doubleValue())
                .isCloseTo(out.get("exact_name").get("f1").doubleValue(), within(1e-9));
        assertThat(out.get("clusters").get("f1").doubleValue()).isCloseTo(1, within(1e-9));
    }

    @Test
    void comparesNamesWithinDocumentsOfDocRed() throws Exception {
        Path file = folder.resolve("documents.json");
        Files.writeString(
                file,
                """
                [{"title": "one", "sents": [["World", "Health", "Organization", "(", "WHO", ")", "met", "."],
                                             ["The", "WHO", "left", "."]],
                  "vertexSet": [[{"name": "World Health Organization", "sent_id": 0, "pos": [0, 3], "type": "ORG"},
                                 {"name": "WHO", "sent_id": 0, "pos": [4, 5], "type": "ORG"},
                                 {"name": "WHO", "sent_id": 1, "pos": [1, 2], "type": "ORG"}]]},
                 {"title": "two", "sents": [["World", "Health", "Organization", "and", "another"]],
                  "vertexSet": [[{"name": "World Health Organization", "sent_id": 0, "pos": [0, 3], "type": "ORG"}],
                                [{"name": "another", "sent_id": 0, "pos": [4, 5], "type": "ORG"}]]}]
                """);
        CommandLineRun run = CommandLineRun.of("bench", "resolution", "--docred", file.toString(), "--json");
        assertThat(run.code()).as(run.err()).isZero();
        JsonNode out = JSON.readTree(run.out());
        assertThat(out.get("mentions").intValue()).isEqualTo(5);
        assertThat(out.get("exact_name").get("pairRecall").doubleValue()).isCloseTo(1 / 3.0, within(1e-9));
        assertThat(out.get("document").get("f1").doubleValue())
                .as("the acronym is explained")
                .isCloseTo(1, within(1e-9));
        CommandLineRun table = CommandLineRun.of("bench", "resolution", "--docred", file.toString());
        assertThat(table.out()).startsWith("DocRED, documents.json: 5 mentions in 2 documents\n");
    }

    @Test
    void saysWhatIsWrongWithTheCommandLine() {
        assertThat(CommandLineRun.of("bench", "resolution").err()).contains("needs data");
        assertThat(CommandLineRun.of("bench", "resolution", "--docred", "no/such/file")
                        .err())
                .contains("no such file: no/such/file");
        assertThat(CommandLineRun.of("bench", "resolution", "--docred", "x", "--threshold", "0")
                        .err())
                .contains("--threshold must be above 0 and at most 1 (got 0.0)");
    }

    private static String passage(int fold, String document, String text, String... facts) {
        return "{\"fold\": " + fold + ", \"doc\": " + document + ", \"start\": 0, \"text\": \"" + text
                + "\", \"facts\": [" + String.join(", ", facts) + "]}";
    }

    private static String fact(
            String property, String subject, int start, String id, String object, int objectStart, String objectId) {
        return "{\"property\": \"" + property + "\"" + end("subject", subject, start, id)
                + end("object", object, objectStart, objectId) + "}";
    }

    private static String end(String role, String name, int start, String id) {
        return ", \"" + role + "\": \"" + name + "\", \"" + role + "Start\": " + start + ", \"" + role + "End\": "
                + (start + name.length()) + ", \"" + role + "Q\": \"" + id + "\"";
    }
}
