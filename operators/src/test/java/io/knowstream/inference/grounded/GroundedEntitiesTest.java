package io.knowstream.inference.grounded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.knowstream.inference.decoder.Grammar;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GroundedEntitiesTest {

    private static final Schema SCHEMA = Schema.builtIn();

    private static final String TEXT =
            "Marie Curie was born in Warsaw in 1867. In 1895 she married the French physicist"
                    + " Pierre Curie, and she shared the 1903 Nobel Prize in Physics with him and with Henri Becquerel. She was"
                    + " the first woman to become a professor at the University of Paris. During World War I she drove mobile"
                    + " X-ray units to the front, and her daughter Irene helped her there. The Curie Institute in Paris and the"
                    + " one in Warsaw are major centres of medical research today.";

    private static GroundedEntities entities(TestingTokenizer tokenizer, int window) {
        return new GroundedEntities(SCHEMA, tokenizer, PromptStyle.BASE, window);
    }

    private static GroundedTask<List<NamedSpan>> task(TestingTokenizer tokenizer, String text) {
        List<GroundedTask<List<NamedSpan>>> tasks = entities(tokenizer, 4096).tasks(text, null);
        assertThat(tasks).hasSize(1);
        return tasks.get(0);
    }

    /** What comes out for a model that wants to say this. */
    private static List<String> saying(TestingTokenizer tokenizer, String text, String output) {
        GroundedTask<List<NamedSpan>> task = task(tokenizer, text);
        TestingModel.Run run = TestingModel.run(task, TestingModel.wanting(tokenizer, output), 8);
        assertThat(tokenizer.decode(run.tokens())).isEqualTo(output);
        return task.result().stream()
                .map(m -> m.start() + "-" + m.end() + " " + m.type())
                .toList();
    }

    @Test
    void aModelGetsOutExactlyTheNamesThatItWants() {
        String output = "Name: Marie Curie\nType: Person\nName: Warsaw\nType: Location\nName: 1867\nType: Time\n"
                + "Name: French\nType: Group\nName: Pierre Curie\nType: Person\nName: 1903 Nobel Prize in Physics\n"
                + "Type: Event\nName: Henri Becquerel\nType: Person\nName: University of Paris\nType: Organization\n"
                + "Name: World War I\nType: Event\nName: Irene\nType: Person\nName: Curie Institute\nType: Organization\n"
                + "Name: Paris\nType: Location\nName: (none)\n";
        List<String> mentions = saying(TestingTokenizer.english(), TEXT, output);
        assertThat(mentions)
                .contains("0-11 Person", "24-30 Location", "34-38 TimeExpression", "114-141 Event")
                .hasSize(13);
    }

    @Test
    void everySpanOfWholeWordsOfAParagraphCanBeNamed() {
        String text =
                "Marie Curie (n\u00E9e Sk\u0142odowska) \u2013 \u201CMarie\u201D \u2013 won 2 prizes, O'Neill's X-ray"
                        + " too.\n\nIn 1998 IBM-like \u6771\u4EAC e\u0301t\u00E9!";
        TestingTokenizer tokenizer = TestingTokenizer.knowing(text);
        CleanText clean = CleanText.of(text);
        Words words = Words.of(clean);
        int spans = 0;
        for (int start = 0; start < words.size(); start++) {
            for (int end = start; end < Math.min(words.size(), start + 12); end++) {
                if (words.paragraph(start) == words.paragraph(end)) {
                    String name = clean.slice(words.start(start), words.end(end));
                    List<String> mentions = saying(tokenizer, text, "Name: " + name + "\nType: Work\nName: (none)\n");
                    assertThat(mentions).as(name).isNotEmpty();
                    spans++;
                }
            }
        }
        assertThat(spans).isGreaterThan(80);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // a name at the very beginning, and again inside
                "Oslo is Oslo.                 | Oslo            | 0-4 8-12",
                // a surface inside a longer word is no mention
                "Ann annexed Anna and Ann.     | Ann             | 0-3 21-24",
                // brackets and quotes around, no space before
                "The (IBM) and \u201CIBM\u201D | IBM             | 5-8 15-18",
                // a line break inside a name, and the same name without
                "By Marie\\nCurie. Marie Curie. | Marie Curie    | 3-14 16-27",
                // white space of many kinds
                "Marie \\t\u00A0 Curie          | Marie Curie    | 0-14",
                // digits are tokens of their own
                "In 1998 or 19985.             | 1998            | 3-7",
                // a name with a hyphen, an apostrophe, full stops
                "Jean-Luc O'Neill of U.S. Ltd  | Jean-Luc O'Neill | 0-16",
                "By J. K. Rowling.             | J. K. Rowling   | 3-16",
                // several tokens a character, no spaces
                "\u6771\u4EAC\u306F\u65E5\u672C\u306E\u9996\u90FD | \u6771\u4EAC | 0-2",
                // a character outside of the basic plane before it
                "\uD83D\uDE00 Oslo \uD83D\uDE00 Oslo | Oslo       | 2-6 9-13",
                // combining marks, right to left
                "The cafe\u0301 here           | cafe\u0301      | 4-9",
                "\u05E9\u05DC\u05D5\u05DD to you | \u05E9\u05DC\u05D5\u05DD | 0-4",
                // the word that would end the list
                "none of (none) here           | none            | 0-4 9-13",
            })
    void mentionsAreWhereTheNameStandsAsWholeWords(String text, String name, String spans) {
        List<String> mentions = saying(
                TestingTokenizer.english(),
                text.replace("\\n", "\n").replace("\\t", "\t"),
                "Name: " + name + "\nType: Work\nName: (none)\n");
        assertThat(mentions)
                .isEqualTo(Arrays.stream(spans.split(" ")).map(s -> s + " Work").toList());
    }

    @ParameterizedTest
    @CsvSource({"''", "' \n\t '", "'?! -- ...'", "'\uD83D\uDE00 \uD83D\uDE00'", "'\u0000'"})
    void aTextWithoutWordsHasNothingToChoose(String text) {
        GroundedTask<List<NamedSpan>> task = task(TestingTokenizer.english(), text);
        assertThat(task.grammar().allowed()).isEmpty();
        assertThat(TestingTokenizer.english().decode(task.grammar().forced())).isEqualTo("Name: (none)\n");
        assertThat(task.result()).isEmpty();
    }

    @Test
    void noNameRunsOverTheEndOfAParagraph() {
        TestingTokenizer tokenizer = TestingTokenizer.english();
        GroundedTask<List<NamedSpan>> task = task(tokenizer, "About Marie\n\nCurie was born.");
        TestingModel.Run run = TestingModel.run(task, TestingModel.wanting(tokenizer, "Name: Marie Curie\n"), 0);
        assertThat(tokenizer.decode(run.tokens())).startsWith("Name: Marie\nType: ");
    }

    @Test
    void ofMentionsThatOverlapTheLongerStays() {
        assertThat(saying(
                        TestingTokenizer.english(),
                        "Curie, that is Marie Curie, met Curie.",
                        "Name: Curie\nType: Work\nName: Marie Curie\nType: Person\nName: (none)\n"))
                .containsExactly("0-5 Work", "15-26 Person", "32-37 Work");
    }

    @Test
    void aModelOfRandomWeightsSaysThreeTokensAStepOrMore() {
        TestingTokenizer tokenizer = TestingTokenizer.knowing(TEXT);
        int tokens = 0;
        int steps = 0;
        for (int seed = 0; seed < 200; seed++) {
            TestingModel.Run run = TestingModel.run(task(tokenizer, TEXT), TestingModel.random(seed), 8);
            tokens += run.tokens().length;
            steps += run.steps();
        }
        assertThat((double) tokens / steps).isGreaterThanOrEqualTo(3);
    }

    @Test
    void aModelThatNamesWhatHasCapitalsSaysManyTokensAStep() {
        TestingTokenizer tokenizer = TestingTokenizer.knowing(TEXT);
        String output = "Name: Marie Curie\nType: Person\nName: Warsaw\nType: Location\nName: 1867\nType: Time\n"
                + "Name: 1895\nType: Time\nName: French\nType: Group\nName: Pierre Curie\nType: Person\nName: 1903 Nobel"
                + " Prize\nType: Event\nName: Physics\nType: Work\nName: Henri Becquerel\nType: Person\n"
                + "Name: University of Paris\nType: Organization\nName: (none)\n";
        TestingModel.Run run = TestingModel.run(task(tokenizer, TEXT), TestingModel.wanting(tokenizer, output), 16);
        assertThat(tokenizer.decode(run.tokens())).isEqualTo(output);
        assertThat(run.tokensPerStep()).isGreaterThanOrEqualTo(6);
    }

    /** With a probability of 1/n for each choice among n tokens, as {@link TestingModel} says it. */
    @Test
    void confidenceIsTheGeometricMeanOfTheChoices() {
        TestingTokenizer tokenizer = TestingTokenizer.knowing(" Oslo and Bergen.");
        GroundedTask<List<NamedSpan>> task = task(tokenizer, "Oslo and Bergen.");
        Grammar grammar = task.grammar();
        assertThat(tokenizer.decode(grammar.forced())).isEqualTo("Name:");
        assertThat(decoded(tokenizer, grammar.allowed())).containsExactlyInAnyOrder(" (", " Oslo", " and", " Bergen");
        grammar.accept(tokenizer.encode(" Oslo").ids()[0], 0.5);
        assertThat(grammar.forced()).isEmpty();
        assertThat(decoded(tokenizer, grammar.allowed())).containsExactlyInAnyOrder("\n", " and");
        grammar.accept(tokenizer.encode("\n").ids()[0], 0.25);
        assertThat(tokenizer.decode(grammar.forced())).isEqualTo("Type:");
        grammar.accept(tokenizer.encode(" Location").ids()[0], 0.125);
        assertThat(tokenizer.decode(grammar.forced())).isEqualTo("\nName:");
        assertThatThrownBy(task::result).isInstanceOf(IllegalStateException.class);
        grammar.accept(tokenizer.encode(" (").ids()[0], 0.1);
        assertThat(grammar.allowed()).isEmpty();
        assertThat(task.result()).hasSize(1);
        assertThat(task.result().get(0).confidence()).isCloseTo(0.25, within(1e-12));
    }

    private static List<String> decoded(TestingTokenizer tokenizer, int[] tokens) {
        return Arrays.stream(tokens).mapToObj(tokenizer::decode).toList();
    }

    @Test
    void whatIsNotAllowedIsNotAccepted() {
        Grammar grammar = task(TestingTokenizer.english(), TEXT).grammar();
        assertThatThrownBy(() -> grammar.accept(999_999, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("999999");
    }

    @Test
    void windowsOfALongTextFindWhatStandsInEachOfThem() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 60; i++) {
            text.append("Nothing happens here for a while, as it was before. ");
            if (i % 10 == 5) {
                text.append("Then Marie Curie came. ");
            }
        }
        TestingTokenizer tokenizer = TestingTokenizer.knowing(text.toString());
        List<GroundedTask<List<NamedSpan>>> tasks = entities(tokenizer, 256).tasks(text.toString(), null);
        assertThat(tasks.size()).isGreaterThan(2);
        String some = "Name: Marie Curie\nType: Person\nName: (none)\n";
        List<List<NamedSpan>> results = tasks.stream()
                .map(task -> {
                    TestingModel.run(task, TestingModel.wanting(tokenizer, some), 8);
                    return task.result();
                })
                .toList();
        List<NamedSpan> merged = GroundedEntities.merge(results);
        assertThat(merged.stream().filter(m -> m.type().equals("Person")))
                .hasSize(6)
                .allSatisfy(mention -> assertThat(text.substring(mention.start(), mention.end()))
                        .isEqualTo("Marie Curie"));
        assertThat(tasks).allSatisfy(task -> assertThat(task.sharedPrefix())
                .isSameAs(tasks.get(0).sharedPrefix()));
    }

    @ParameterizedTest
    @CsvSource({"x", "\uD83D\uDE00", "\u6771\u4EAC", "Marie' '", "'. '", "1"})
    void tenThousandCharactersOfOneKindComeToAnEnd(String piece) {
        String text = piece.replace("'", "").repeat(10_000 / piece.length());
        TestingTokenizer tokenizer = TestingTokenizer.english();
        for (GroundedTask<List<NamedSpan>> task : entities(tokenizer, 512).tasks(text, null)) {
            assertThat(task.prompt().length).isLessThan(600);
            TestingModel.run(task, TestingModel.random(1), 8);
            assertThat(task.result()).allSatisfy(m -> assertThat(m.end()).isLessThanOrEqualTo(text.length()));
        }
    }

    @Test
    void promptsShareTheirBeginningAndHoldTheContextAndTheText() {
        TestingTokenizer tokenizer = TestingTokenizer.english();
        GroundedEntities base = new GroundedEntities(SCHEMA, tokenizer, PromptStyle.BASE, 256);
        TextContext context = new TextContext("The\nCuries", List.of("radium", "Paris"));
        GroundedTask<List<NamedSpan>> task = base.tasks("She won.", context).get(0);
        assertThat(tokenizer.decode(task.sharedPrefix()))
                .startsWith("List the names in each text")
                .contains("Name: Ada Brandt\nType: Person\n", "Name: (none)\n");
        assertThat(tokenizer.decode(task.prompt()))
                .isEqualTo("Document: The Curies. About: radium, Paris\nText: She won.\n");
        assertThat(tokenizer.decode(
                        base.tasks("She won.", TextContext.NONE).get(0).prompt()))
                .isEqualTo("Text: She won.\n");
        GroundedTask<List<NamedSpan>> chat = new GroundedEntities(SCHEMA, tokenizer, PromptStyle.CHATML, 256)
                .tasks("She won.", null)
                .get(0);
        assertThat(tokenizer.decode(chat.sharedPrefix()))
                .startsWith("<|im_start|>system\nList the names")
                .endsWith("<|im_end|>\n<|im_start|>user\n");
        assertThat(tokenizer.decode(chat.prompt())).isEqualTo("Text: She won.<|im_end|>\n<|im_start|>assistant\n");
    }

    @Test
    void aWindowThatIsTooSmallIsRefused() {
        assertThatThrownBy(() -> entities(TestingTokenizer.english(), 63))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least 64 tokens (got 63)");
    }

    @Test
    void aListThatHasTheMostNamesIsCutWhereTheModelWasNotAskedForMore() {
        List<String> names = IntStream.range(0, 40)
                .mapToObj(i -> "N" + (char) ('a' + i / 26) + (char) ('a' + i % 26))
                .toList();
        String text = String.join(" ", names) + ".";
        TestingTokenizer tokenizer = TestingTokenizer.knowing(text);
        int most = GroundedEntities.maxNames(names.size());
        assertThat(most).isEqualTo(18);
        for (int named : new int[] {0, 1, most - 1, most}) {
            StringBuilder output = new StringBuilder();
            for (int i = 0; i < named; i++) {
                output.append("Name: ").append(names.get(i)).append("\nType: Location\n");
            }
            GroundedTask<List<NamedSpan>> task = task(tokenizer, text);
            TestingModel.Run run =
                    TestingModel.run(task, TestingModel.wanting(tokenizer, output + "Name: (none)\n"), 8);
            assertThat(tokenizer.decode(run.tokens())).isEqualTo(output + "Name: (none)\n");
            assertThat(task.isCut()).as("%d named", named).isEqualTo(named == most);
            assertThat(task.entitiesLeftOut()).isZero();
        }
    }

    @Test
    void aListThatNamesEveryWordIsNotCut() {
        TestingTokenizer tokenizer = TestingTokenizer.knowing(" Oslo Bergen.");
        GroundedTask<List<NamedSpan>> task = task(tokenizer, "Oslo Bergen.");
        String output = "Name: Oslo\nType: Location\nName: Bergen\nType: Location\nName: (none)\n";
        TestingModel.run(task, TestingModel.wanting(tokenizer, output), 8);
        assertThat(task.result()).hasSize(2);
        assertThat(task.isCut()).isFalse();
    }
}
