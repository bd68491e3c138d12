package io.knowstream.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Evaluations of a document that the built-in models read without a mistake that matters. */
@Timeout(300)
class EvaluateITCase {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    private String docRed;

    @BeforeEach
    void write() throws Exception {
        docRed = Files.writeString(
                        folder.resolve("documents.json"),
                        """
                        [{"title": "Ada", "sents": [["Ada", "Lovelace", "was", "born", "in", "London", ",", "England", "."],
                                                    ["Lovelace", "knew", "Charles", "Babbage", "."]],
                          "vertexSet": [[{"sent_id": 0, "pos": [0, 2], "type": "PER"}, {"sent_id": 1, "pos": [0, 1], "type": "PER"}],
                                        [{"sent_id": 0, "pos": [5, 6], "type": "LOC"}],
                                        [{"sent_id": 0, "pos": [7, 8], "type": "LOC"}],
                                        [{"sent_id": 1, "pos": [2, 4], "type": "PER"}]],
                          "labels": [{"h": 0, "r": "P19", "t": 1, "evidence": [0]}]},
                         {"title": "Left out", "sents": [["Nothing", "."]], "vertexSet": []}]
                        """)
                .toString();
    }

    @Test
    void entitiesAreComparedByPlaceAndType() throws Exception {
        Path ids = Files.writeString(folder.resolve("ids"), "Ada\n");
        JsonNode out = json("entities", "--gold", docRed, "--ids", ids.toString(), "--seed", "7", "--samples", "20");
        assertThat(out.get("documents").intValue()).isEqualTo(1);
        assertThat(out.get("seed").intValue()).isEqualTo(7);
        assertThat(out.get("maybeTrainedOn").intValue()).isEqualTo(1);
        JsonNode strict = out.get("entities").get(0);
        assertThat(strict.get("name").textValue()).isEqualTo("strict");
        assertThat(strict.get("gold").intValue()).isEqualTo(5);
        assertThat(strict.get("f1").get("value").doubleValue()).isGreaterThan(0.7);
        assertThat(strict.get("f1").get("interval")).hasSize(2);
        assertThat(out.get("types").findValuesAsText("name")).contains("Location", "Person");

        CommandLineRun text = CommandLineRun.of("evaluate", "entities", "--gold", docRed, "--documents", "1");
        assertThat(text.out())
                .startsWith("docred: 1 documents; 95 % intervals of 1,000 samples of documents, seed 1\n"
                        + "The built-in models may have been trained on 1 of these documents")
                .contains("  untyped  ");
    }

    @Test
    void relationsAreFoundBetweenAnnotatedEntitiesAndEndToEnd() throws Exception {
        JsonNode out = json("relations", "--gold", docRed);
        assertThat(out.get("relations").findValuesAsText("name")).containsExactly("given entities", "end to end");
        for (JsonNode way : out.get("relations")) {
            assertThat(way.get("gold").intValue()).isEqualTo(1);
            assertThat(way.get("recall").get("value").doubleValue()).isEqualTo(1);
        }
        assertThat(out.get("propertiesGivenEntities").findValuesAsText("name")).contains("P19");
    }

    @Test
    void namesOfADocumentArePutTogether() throws Exception {
        JsonNode out = json("coreference", "--gold", docRed);
        assertThat(out.get("givenNames").get("value").doubleValue()).isEqualTo(1);
        assertThat(out.get("endToEndMeasures").findValuesAsText("name")).containsExactly("MUC", "B-cubed", "CEAF-e");
    }

    @Test
    void confidencesAreComparedWithWhatIsRight() throws Exception {
        JsonNode entities = json("calibration", "--gold", docRed).get("entities");
        assertThat(entities.get("error").get("value").doubleValue()).isBetween(0.0, 0.5);
        assertThat(entities.get("bins")).isNotEmpty();
        JsonNode relations = json("calibration", "--of", "relations", "--gold", docRed);
        assertThat(relations.get("relationsGivenEntities").get("bins")).isNotEmpty();
        assertThat(relations.get("relationsEndToEnd").get("bins")).isNotEmpty();
    }

    @Test
    void sentencesFindTheirDocuments() throws Exception {
        Path text = Files.writeString(
                folder.resolve("essays.jsonl"),
                """
                {"id": "g", "title": "Glaciers", "text": "Glaciers are ice. They move down the valleys of mountains under their own weight. Ice of glaciers carves mountains and valleys. Moraines stay."}
                {"id": "t", "title": "Tax law", "text": "Tax law is old. Courts and parliaments decide together how much income tax people owe. Income tax is due each year. People pay."}
                """);
        JsonNode out = json("retrieval", "--gold", text.toString());
        JsonNode all = out.get("recallAt10").get(0);
        assertThat(all.get("queries").intValue()).isEqualTo(2);
        for (String way : new String[] {"embedding", "bm25", "fused"}) {
            assertThat(all.get(way).get("value").doubleValue()).as(way).isEqualTo(1);
        }
    }

    @Test
    void aDocumentThatTheJobRejectsIsNamed() throws Exception {
        String gold = Files.writeString(
                        folder.resolve("large.json"),
                        "[{\"title\": \"Too large\", \"sents\": [[\"" + "x".repeat(2_000)
                                + "\"]], \"vertexSet\": [[{\"sent_id\": 0, \"pos\": [0, 1], \"type\": \"PER\"}]]}]")
                .toString();
        CommandLineRun run = CommandLineRun.of(
                "evaluate",
                "entities",
                "--gold",
                gold,
                "--set",
                "documents.max-content=1 kb",
                "--set",
                "documents.max-metadata=1 kb");
        assertThat(run.err()).contains("document Too large is not taken by the job");
        assertThat(run.code()).isEqualTo(2);
    }

    private static JsonNode json(String... arguments) throws Exception {
        String[] all = new String[arguments.length + 2];
        all[0] = "evaluate";
        all[all.length - 1] = "--json";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        CommandLineRun run = CommandLineRun.of(all);
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.err()).isEmpty();
        return JSON.readTree(run.out());
    }
}
