package io.knowstream.inference.encoder;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.knowstream.inference.catalogue.ModelCatalogue;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SyntaxParserTest {

    private static SyntaxParser parser;

    @BeforeAll
    static void load() {
        parser = SyntaxParser.of(ModelCatalogue.builtIn().find(ModelCatalogue.SYNTAX))
                .load();
    }

    @AfterAll
    static void close() {
        parser.close();
    }

    @Test
    void answersAsTheTrainingCodeSaw() {
        TokenFeatures features = parser.newFeatures();
        List<JsonNode> cases = TrainingTable.cases(ModelCatalogue.SYNTAX);
        assertThat(cases).isNotEmpty();
        for (JsonNode c : cases) {
            String text = c.get("text").textValue();
            Tokens tokens = Tokens.of(text);
            features.encode(tokens);

            SyntaxTree tree = parser.parse(features, tokens, 0, tokens.size());

            int size = tree.size();
            float[] scores = TrainingTable.floats(c.at("/outputs/heads"));
            assertThat(scores).hasSize(size * (size + 1));
            assertThat(tree.heads()).as("heads of %s", text).isEqualTo(SpanningTree.heads(scores, size));
            assertThat(tree.labels()).as("labels of %s", text).isEqualTo(strings(c.get("labels")));
            assertThat(tree.pos()).as("parts of speech of %s", text).isEqualTo(strings(c.get("pos")));
            List<String> rules = strings(c.get("lemma_rules"));
            for (int token = 0; token < size; token++) {
                if (!tree.pos(token).equals("VERB")) {
                    assertThat(tree.lemma(token)).isEqualTo(lemma(tree.form(token), rules.get(token)));
                }
            }
        }
    }

    @Test
    void readsASentenceInTheMiddleOfATextAsItStandsAlone() {
        String sentence = "The glaciers have carved deep valleys.";
        SyntaxTree alone = parse(sentence, 0, 7);
        SyntaxTree within = parse("Look. " + sentence + " Then they melted.", 2, 9);

        assertThat(within.first()).isEqualTo(2);
        assertThat(within.heads()).isEqualTo(alone.heads());
        assertThat(within.labels()).isEqualTo(alone.labels());
        assertThat(within.confidences()).isEqualTo(alone.confidences());
        assertThat(alone.forms()).containsExactly("the", "glaciers", "have", "carved", "deep", "valleys", ".");
        assertThat(alone.lemmas()).containsExactly("the", "glacier", "have", "carve", "deep", "valley", ".");
        assertThat(alone.labels().subList(0, 6)).containsExactly("det", "nsubj", "aux", "root", "amod", "obj");
        assertThat(alone.head(1)).isEqualTo(3);
        assertThat(alone.head(3)).isEqualTo(-1);
        assertThat(alone.children(3, "obj")).containsExactly(5);
        for (int token = 0; token < alone.size(); token++) {
            assertThat(alone.confidence(token)).isBetween(0.5, 1.0);
        }
    }

    private static SyntaxTree parse(String text, int first, int end) {
        TokenFeatures features = parser.newFeatures();
        Tokens tokens = Tokens.of(text);
        features.encode(tokens);
        return parser.parse(features, tokens, first, end);
    }

    private static String lemma(String form, String rule) {
        String[] parts = rule.split(",", 2);
        int[] points = form.codePoints().toArray();
        int kept = points.length - Integer.parseInt(parts[0]);
        return kept < 0 ? form : new String(points, 0, kept) + parts[1];
    }

    private static List<String> strings(JsonNode array) {
        List<String> strings = new ArrayList<>();
        array.forEach(each -> strings.add(each.textValue()));
        return strings;
    }
}
