package io.knowstream.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class ExtractITCase {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String LAST_OF_B =
            "\uD83D\uDE00 Ada Lovelace lived in London, England. She knew Charles Babbage.";

    private static final String DOCUMENTS =
            """
            {"id":"b","title":"Ada","content":"Ada Lovelace was born in London.","version":1}

            not json
            {"id":"a","content":"Albert Einstein was born in Ulm, Germany, and worked in Bern."}
            {"id":"c","content":"Gone soon. Paris is the capital of France."}
            {"id":"b","title":"Ada 2","content":"%s","version":2}
            {"id":"c","deleted":true}
            {"id":"b","content":"An old version.","version":1}
            {"id":"a","content":""}
            {"content":"No id."}
            """
                    .formatted(LAST_OF_B);

    @TempDir
    private Path directory;

    @Test
    void writesALineForEachSurvivorAndEachRejectedLineInOrder() throws Exception {
        Path input = Files.writeString(directory.resolve("_in.jsonl"), DOCUMENTS, StandardCharsets.UTF_8);
        Path output = directory.resolve("out.jsonl");
        String data = directory.resolve("data").toString();
        CommandLineRun run = CommandLineRun.of(
                "extract", "--input", input.toString(), "--output", output.toString(), "--data", data);
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();

        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(output, StandardCharsets.UTF_8)) {
            lines.add(JSON.readTree(line));
        }
        assertThat(lines)
                .extracting(line -> line.has("error")
                        ? line.get("line") + " " + line.get("documentId")
                        : line.get("documentId").textValue())
                .containsExactly("b", "3 null", "a", "9 \"a\"", "10 null");
        assertThat(lines.get(3).toString())
                .isEqualTo("{\"line\":9,\"documentId\":\"a\",\"error\":{\"stage\":\"decode\","
                        + "\"reason\":\"content is empty\"}}");
        assertThat(lines.get(0).get("title").textValue()).isEqualTo("Ada 2");
        assertMentionsStandInTheText(lines.get(0));

        assertQueries(data);
    }

    @Test
    void saysWhichNamesAreOneEntityAndWhy() throws Exception {
        Path input = Files.writeString(
                directory.resolve("names.jsonl"),
                """
                {"id":"full","content":"Marie Curie was born in Warsaw."}
                {"id":"short","content":"M. Curie worked in Paris."}
                """);
        String data = directory.resolve("names").toString();
        assertThat(CommandLineRun.of("extract", "--input", input.toString(), "--data", data)
                        .code())
                .isZero();

        CommandLineRun plain = CommandLineRun.of("query", "entity", "Marie Curie", "--data", data);
        assertThat(plain.out()).contains("    same as: M. Curie\n").doesNotContain("initials");
        CommandLineRun explained = CommandLineRun.of("query", "entity", "M. Curie", "--explain", "--data", data);
        assertThat(explained.out())
                .contains("    M. Curie is Marie Curie: given names left out or cut to initials"
                        + " (m curie = marie curie), confidence 0.90\n");
        JsonNode json =
                JSON.readTree(CommandLineRun.of("query", "entity", "M. Curie", "--explain", "--json", "--data", data)
                        .out());
        assertThat(json.get("entity").get("name").textValue()).isEqualTo("M. Curie");
        assertThat(json.get("members")).hasSize(2);
        assertThat(json.get("links").get(0).get("rule").textValue()).isEqualTo("initials");
        CommandLineRun alone = CommandLineRun.of("query", "entity", "Warsaw", "--explain", "--data", data);
        assertThat(alone.out()).contains("    no other name is the same entity\n");
        CommandLineRun relationships = CommandLineRun.of("query", "relationships", "M. Curie", "--data", data);
        assertThat(relationships.out()).as("those of the other name").contains("Marie Curie --");
    }

    private static void assertMentionsStandInTheText(JsonNode document) {
        List<String> names = new ArrayList<>();
        for (JsonNode entity : document.get("entities")) {
            names.add(entity.get("name").textValue());
            for (JsonNode mention : entity.get("mentions")) {
                int start = LAST_OF_B.offsetByCodePoints(0, mention.get("start").intValue());
                int end = LAST_OF_B.offsetByCodePoints(0, mention.get("end").intValue());
                assertThat(LAST_OF_B.substring(start, end))
                        .isEqualTo(mention.get("text").textValue());
            }
        }
        assertThat(names).contains("Ada Lovelace", "London", "Charles Babbage");
    }

    private static void assertQueries(String data) throws Exception {
        CommandLineRun entity = CommandLineRun.of("query", "entity", "ada lovelace", "--data", data);
        assertThat(entity.code()).isZero();
        assertThat(entity.out())
                .startsWith("Ada Lovelace (Person)  1 documents, 1 mentions")
                .contains("in: b 2-14");
        CommandLineRun json = CommandLineRun.of("query", "entity", "London", "--json", "--data", data);
        assertThat(JSON.readTree(json.out()).get("kind").textValue()).isEqualTo("entity");
        CommandLineRun none = CommandLineRun.of("query", "entity", "Zarathustra", "--data", data);
        assertThat(none.code()).isEqualTo(1);
        assertThat(none.out()).isEqualToIgnoringNewLines("nothing found");
        CommandLineRun nobody = CommandLineRun.of("query", "relationships", "Zarathustra", "--data", data);
        assertThat(nobody.code()).isEqualTo(1);
        assertThat(nobody.err()).contains("there is no entity Zarathustra in the graph");
        CommandLineRun semantic =
                CommandLineRun.of("query", "semantic", "where did Einstein work", "--limit", "1", "--data", data);
        assertThat(semantic.out()).startsWith("a 0-");
        CommandLineRun hits = CommandLineRun.of("query", "semantic", "Bern", "--limit", "1", "--json", "--data", data);
        assertThat(JSON.readTree(hits.out()).get("chunk").get("documentId").textValue())
                .isEqualTo("a");

        CommandLineRun export = CommandLineRun.of("export", "--format", "jsonl", "--data", data);
        assertThat(export.lines())
                .filteredOn(line -> line.startsWith("{\"kind\":\"document\""))
                .hasSize(2);
        assertThat(export.out()).doesNotContain("France");

        long entities = export.out()
                .lines()
                .filter(line -> line.contains("\"kind\":\"entity\""))
                .count();
        CommandLineRun graphMl = CommandLineRun.of("export", "--format", "graphml", "--data", data);
        assertThat(graphMl.code()).isZero();
        assertThat(graphMl.out().lines().filter(line -> line.startsWith("<node ")))
                .hasSize((int) entities);
        CommandLineRun cypher = CommandLineRun.of("export", "--format", "cypher", "--data", data);
        assertThat(cypher.out().lines().filter(line -> line.startsWith("MERGE (e:Entity ")))
                .hasSize((int) entities);
        CommandLineRun triples = CommandLineRun.of("export", "--format", "ntriples", "--data", data);
        assertThat(triples.out()
                        .lines()
                        .filter(line -> line.contains("<urn:knowstream:vocabulary:documents>")
                                && line.startsWith("<urn:knowstream:entity:")))
                .hasSize((int) entities);
    }

    @Test
    void takesAFileOfNothingButRejects() throws Exception {
        Path input = Files.writeString(directory.resolve("in.jsonl"), "{}\n[]\n");
        CommandLineRun run = CommandLineRun.of("extract", "--input", input.toString());
        assertThat(run.code()).isZero();
        assertThat(run.lines()).hasSize(2).allMatch(line -> line.contains("\"error\""));
    }
}
