package io.knowstream.job.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.knowstream.graph.CodePoints;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The real collections, where they lie beside the repository. */
class SharedGoldTest {

    private static final Path DATA = Path.of("../../shared/data");

    @ParameterizedTest
    @CsvSource({
        "re-docred, docred, 500, 17284",
        "docred-entities, docred, 1000, 0",
        "knowledgenet, knowledgenet, 3977, 7876",
        "gum, gum, 96, 0",
        "litbank, litbank, 100, 0",
        "wnut17, wnut17, 4403, 0",
        "broad-twitter, broad-twitter, 9339, 0",
        "crossner, crossner, 2821, 0",
        "sec-filings, sec-filings, 1467, 0",
        "tekgen/train, tekgen, 3069, 3165",
        "fewrel/val_wiki.json, fewrel, 10996, 11200",
        "text, text, 68638, 0"
    })
    void everyCollectionIsReadWhole(String path, String format, int documents, int relations) {
        Path gold = existing(path);
        GoldSet set = GoldFormat.read(List.of(gold), null);
        assertThat(set.format()).hasToString(format);
        assertThat(set.documents()).hasSize(documents);
        assertThat(set.documents().stream()
                        .mapToInt(document -> document.relations().size())
                        .sum())
                .isEqualTo(relations);
        for (GoldDocument document : set.documents()) {
            int length = document.text().codePointCount(0, document.text().length());
            assertThat(document.mentions()).allMatch(mention -> mention.end() <= length);
        }
    }

    /** What the annotation calls a mention stands at its place, but for spaces. */
    @Test
    void offsetsOfDocRedAreThoseOfItsTokens() throws Exception {
        Path file = existing("re-docred/dev_revised.json");
        JsonNode json = new ObjectMapper().readTree(file.toFile());
        GoldSet set = GoldFormat.read(List.of(file), null);
        for (int i = 0; i < set.documents().size(); i++) {
            GoldDocument document = set.documents().get(i);
            JsonNode original = json.get(i);
            CodePoints text = CodePoints.of(document.text());
            for (GoldMention mention : document.mentions()) {
                JsonNode names = original.get("vertexSet").get(Integer.parseInt(mention.entity()));
                assertThat(names).as(document.id()).anySatisfy(name -> assertThat(spaceless(tokens(original, name)))
                        .isEqualTo(spaceless(text.slice(mention.start(), mention.end()))));
            }
        }
    }

    @Test
    void everyListOfDocumentsThatModelsHaveNotSeenIsOfDocumentsThatThereAre() {
        assertHeldOut("re-docred", GoldFormat.Task.ENTITIES, 100);
        assertHeldOut("re-docred", GoldFormat.Task.RELATIONS, 50);
        GoldSet text = GoldFormat.read(List.of(existing("text")), null);
        HeldOut list = HeldOut.of(GoldFormat.TEXT, GoldFormat.Task.RETRIEVAL).orElseThrow();
        assertThat(text.documents().stream().filter(list::has).count()).isBetween(5_000L, 9_000L);
        int sentences = 0;
        for (String collection : List.of("wnut17", "broad-twitter", "crossner")) {
            sentences += heldOut(collection, GoldFormat.Task.ENTITIES);
        }
        assertThat(sentences).isEqualTo(1_000);
    }

    private static void assertHeldOut(String path, GoldFormat.Task task, int documents) {
        assertThat(heldOut(path, task)).isEqualTo(documents);
    }

    private static int heldOut(String path, GoldFormat.Task task) {
        GoldSet set = GoldFormat.read(List.of(existing(path)), null);
        HeldOut list = HeldOut.of(set.format(), task).orElseThrow();
        return (int) set.documents().stream().filter(list::has).count();
    }

    private static Path existing(String path) {
        Path gold = DATA.resolve(path);
        assumeTrue(Files.exists(gold), "the collection is not beside the repository: " + gold);
        return gold;
    }

    private static String tokens(JsonNode document, JsonNode name) {
        StringBuilder tokens = new StringBuilder();
        JsonNode sentence = document.get("sents").get(name.get("sent_id").intValue());
        for (int at = name.get("pos").get(0).intValue();
                at < name.get("pos").get(1).intValue();
                at++) {
            tokens.append(sentence.get(at).textValue());
        }
        return tokens.toString();
    }

    private static String spaceless(String text) {
        return text.replaceAll("\\s", "");
    }
}
