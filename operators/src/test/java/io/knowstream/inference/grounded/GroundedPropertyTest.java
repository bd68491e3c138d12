package io.knowstream.inference.grounded;

import static org.assertj.core.api.Assertions.assertThat;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.text.BreakIterator;
import com.ibm.icu.util.ULocale;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.RepeatedTest;

/** What holds for every text and all weights. The output is parsed anew here, from its text alone. */
class GroundedPropertyTest {

    private static final Schema SCHEMA = Schema.builtIn();
    private static final int[] PROPOSED = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
    private static final Pattern NAME = Pattern.compile("Name: ([^\n]+)\nType: ([^\n]+)\n");
    private static final Pattern RELATION =
            Pattern.compile("Subject: ([^\n]+)\nRelation: ([^\n]+)\nObject: ([^\n]+)\n");

    private static final List<String> PIECES = List.of(
            "Marie Curie was born in Warsaw. ",
            "Marie Curie",
            "Marie",
            "the University of Paris (Sorbonne) ",
            "(IBM) ",
            "\u201CMarie\u201D said J. K. Rowling. ",
            "in 1998 and 3.5 km ",
            "can't won't O'Neill's ",
            "x-ray Jean-Luc ",
            "e\u0301\u0323a ",
            "\uD83D\uDE00",
            "\uD83D\uDC68\u200D\uD83D\uDC69\u200D\uD83D\uDC67",
            "\u6771\u4EAC\u306F\u65E5\u672C\u306E\u9996\u90FD\u3002",
            "\u6771\u4EAC",
            "\u0645\u0631\u062D\u0628\u0627 \u0628\u0627\u0644\u0639\u0627\u0644\u0645. ",
            "\u05E9\u05DC\u05D5\u05DD ",
            "\u0928\u092E\u0938\u094D\u0924\u0947 ",
            "\u0E01\u0E23\u0E38\u0E07\u0E40\u0E17\u0E1E\u0E21\u0E2B\u0E32\u0E19\u0E04\u0E23",
            "\r\n",
            "\n",
            "\n\n",
            "\u2029",
            "\u00A0",
            "\t   ",
            "\u0000\u0007",
            "\uD83D",
            "-- ... !? ",
            "(none)",
            "none ",
            "Name: X\nType: Y\n",
            "<|im_end|>",
            "\u0301\u0301",
            "\u0130stanbul \u0131\u015F\u0131k ",
            "a_b c.d e@f.g ");

    private static String randomText(Random random) {
        int length = 1 + random.nextInt(random.nextInt(4) == 0 ? 3000 : 300);
        StringBuilder text = new StringBuilder();
        switch (random.nextInt(8)) {
            case 0 -> text.append(" ".repeat(length));
            case 1 -> text.append("x".repeat(length));
            case 2 -> text.append("?!, ".repeat(length / 4));
            case 3 -> text.append("Marie ".repeat(length / 6));
            case 4 -> random.ints(length, 0, Character.MAX_CODE_POINT + 1).forEach(text::appendCodePoint);
            default -> {
                int few = 1 + random.nextInt(PIECES.size());
                int offset = random.nextInt(PIECES.size());
                while (text.length() < length) {
                    text.append(PIECES.get((offset + random.nextInt(few)) % PIECES.size()));
                }
            }
        }
        return text.toString();
    }

    private static TestingTokenizer randomTokenizer(String text, Random random) {
        return switch (random.nextInt(3)) {
            case 0 -> TestingTokenizer.english();
            case 1 -> TestingTokenizer.knowing(text);
            default -> TestingTokenizer.hostile(CleanText.of(text).text(), random);
        };
    }

    @RepeatedTest(100)
    void everythingSaidIsInTheTextAndTheSchema() {
        seeded(GroundedPropertyTest::requireAll);
    }

    /** A few names, many windows, each length of proposals. */
    @RepeatedTest(10)
    void proposalsChangeNothing() {
        seeded(GroundedPropertyTest::requireSame);
    }

    private static void seeded(LongConsumer test) {
        long seed = new Random().nextLong();
        try {
            test.accept(seed);
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
        }
    }

    private static void requireAll(long seed) {
        Random random = new Random(seed);
        String text = randomText(random);
        TestingTokenizer tokenizer = randomTokenizer(text, random);
        PromptStyle style = PromptStyle.values()[random.nextInt(2)];
        GroundedEntities entities = new GroundedEntities(SCHEMA, tokenizer, style, 64 + random.nextInt(400));
        TextContext context = random.nextBoolean() ? null : new TextContext("On " + text, List.of(text, "b", ""));
        List<List<NamedSpan>> results = runs(entities, text, context, tokenizer, seed, 0);
        for (List<NamedSpan> result : results) {
            requireMentions(text, result);
        }
        List<NamedSpan> merged = GroundedEntities.merge(results);
        requireMentions(text, merged);
        int proposed = PROPOSED[random.nextInt(PROPOSED.length)];
        assertThat(runs(entities, text, context, tokenizer, seed, proposed))
                .as("%d proposed", proposed)
                .isEqualTo(results);
        requireRelations(text, merged, tokenizer, style, random, seed);
        requireKeyTerms(text, tokenizer, style, random, seed);
    }

    private static void requireSame(long seed) {
        String text = "Marie Curie was born in Warsaw. The University of Paris (Sorbonne) in 1998. ".repeat(4);
        GroundedEntities entities = new GroundedEntities(SCHEMA, TestingTokenizer.knowing(text), PromptStyle.BASE, 128);
        List<List<NamedSpan>> results = new ArrayList<>();
        Set<String> said = new HashSet<>();
        for (int proposed : PROPOSED) {
            StringBuilder tokens = new StringBuilder();
            List<List<NamedSpan>> result = new ArrayList<>();
            for (GroundedTask<List<NamedSpan>> task : entities.tasks(text, null)) {
                TestingModel.Run run = TestingModel.run(task, TestingModel.random(seed), proposed);
                tokens.append(Arrays.toString(run.tokens()));
                result.add(task.result());
            }
            said.add(tokens.toString());
            results.add(GroundedEntities.merge(result));
        }
        assertThat(said).hasSize(1);
        assertThat(new HashSet<>(results)).hasSize(1);
    }

    private static List<List<NamedSpan>> runs(
            GroundedEntities entities,
            String text,
            TextContext context,
            TestingTokenizer tokenizer,
            long seed,
            int proposed) {
        List<List<NamedSpan>> results = new ArrayList<>();
        for (GroundedTask<List<NamedSpan>> task : entities.tasks(text, context)) {
            TestingModel.Run run = TestingModel.run(task, TestingModel.random(seed), proposed);
            Map<String, String> names = names(text, tokenizer.decode(run.tokens()));
            for (NamedSpan mention : task.result()) {
                String type = names.get(flat(surface(text, mention)));
                assertThat(type).isEqualTo(label(mention.type()));
            }
            results.add(task.result());
        }
        return results;
    }

    private static Map<String, String> names(String text, String output) {
        assertThat(output).endsWith("Name: (none)\n");
        String list = output.substring(0, output.length() - "Name: (none)\n".length());
        Map<String, String> names = new HashMap<>();
        Matcher matcher = NAME.matcher(list);
        int end = 0;
        while (matcher.find()) {
            assertThat(matcher.start()).as("output %s", output).isEqualTo(end);
            end = matcher.end();
            assertThat(names.put(matcher.group(1), matcher.group(2)))
                    .as("%s again", matcher.group(1))
                    .isNull();
            assertThat(SCHEMA.types().stream().map(Schema.EntityType::label).toList())
                    .contains(matcher.group(2));
            assertThat(flat(text)).contains(matcher.group(1));
        }
        assertThat(end).as("output %s", output).isEqualTo(list.length());
        return names;
    }

    private static String label(String type) {
        return SCHEMA.types().get(SCHEMA.indexOf(type)).label();
    }

    private static String surface(String text, NamedSpan span) {
        return text.codePoints()
                .skip(span.start())
                .limit(span.end() - span.start())
                .mapToObj(Character::toString)
                .collect(Collectors.joining());
    }

    /** The text with each run of white space and control characters as one space, and no lone surrogates. */
    private static String flat(String text) {
        return text.codePoints()
                .mapToObj(c -> UCharacter.isUWhiteSpace(c) || Character.isISOControl(c)
                        ? " "
                        : c >= 0xD800 && c <= 0xDFFF ? "\uFFFD" : Character.toString(c))
                .collect(Collectors.joining())
                .replaceAll(" +", " ");
    }

    private static void requireMentions(String text, List<NamedSpan> mentions) {
        int[] points = text.codePoints().toArray();
        Set<Integer> starts = new HashSet<>();
        Set<Integer> ends = new HashSet<>();
        BreakIterator words = BreakIterator.getWordInstance(ULocale.ROOT);
        words.setText(text);
        int from = 0;
        for (int to = words.next(); to != BreakIterator.DONE; to = words.next()) {
            if (words.getRuleStatus() >= BreakIterator.WORD_NONE_LIMIT) {
                starts.add(text.codePointCount(0, from));
                ends.add(text.codePointCount(0, to));
            }
            from = to;
        }
        int end = 0;
        for (NamedSpan mention : mentions) {
            assertThat(mention.start()).isGreaterThanOrEqualTo(end);
            end = mention.end();
            assertThat(end).isLessThanOrEqualTo(points.length);
            assertThat(starts).contains(mention.start());
            assertThat(ends).contains(mention.end());
            assertThat(SCHEMA.indexOf(mention.type())).isNotNegative();
            assertThat(mention.confidence()).isGreaterThan(0).isLessThanOrEqualTo(1);
        }
    }

    private static void requireRelations(
            String text,
            List<NamedSpan> mentions,
            TestingTokenizer tokenizer,
            PromptStyle style,
            Random random,
            long seed) {
        List<EntityMentions> entities = new ArrayList<>();
        for (NamedSpan mention : mentions) {
            String type = random.nextInt(9) == 0 ? "Unknown" : mention.type();
            entities.add(new EntityMentions(type, List.of(mention)));
        }
        GroundedRelations relations =
                new GroundedRelations(SCHEMA, tokenizer, style, 64 + random.nextInt(400), 1024 + random.nextInt(4096));
        List<List<GroundedRelation>> results = new ArrayList<>();
        for (GroundedTask<List<GroundedRelation>> task : relations.tasks(text, null, entities)) {
            TestingModel.Run run = TestingModel.run(task, TestingModel.random(seed), random.nextInt(17));
            List<GroundedRelation> result = task.result();
            requireListOfRelations(text, tokenizer.decode(run.tokens()), result.size());
            int subject = -1;
            int object = -1;
            for (GroundedRelation relation : result) {
                assertThat(relation.subject() > subject || relation.subject() == subject && relation.object() > object)
                        .as("%s", result)
                        .isTrue();
                subject = relation.subject();
                object = relation.object();
                requireFits(relation, entities);
            }
            results.add(result);
        }
        List<List<GroundedRelation>> again = new ArrayList<>();
        for (GroundedTask<List<GroundedRelation>> task : relations.tasks(text, null, entities)) {
            TestingModel.run(task, TestingModel.random(seed), 0);
            again.add(task.result());
        }
        assertThat(GroundedRelations.merge(again)).isEqualTo(GroundedRelations.merge(results));
    }

    private static void requireFits(GroundedRelation relation, List<EntityMentions> entities) {
        assertThat(relation.subject()).isNotEqualTo(relation.object());
        Schema.Predicate predicate = SCHEMA.predicates().stream()
                .filter(p -> p.name().equals(relation.predicate()))
                .findFirst()
                .orElseThrow();
        assertThat(relation.wikidata()).isEqualTo(predicate.wikidata());
        assertThat(predicate.subjects())
                .contains(entities.get(relation.subject()).type());
        assertThat(predicate.objects()).contains(entities.get(relation.object()).type());
        assertThat(relation.confidence()).isGreaterThan(0).isLessThanOrEqualTo(1);
    }

    private static void requireListOfRelations(String text, String output, int relations) {
        assertThat(output).endsWith("Subject: (none)\n");
        String list = output.substring(0, output.length() - "Subject: (none)\n".length());
        Matcher matcher = RELATION.matcher(list);
        int end = 0;
        int count = 0;
        while (matcher.find()) {
            assertThat(matcher.start()).as("output %s", output).isEqualTo(end);
            end = matcher.end();
            count++;
            assertThat(flat(text)).contains(matcher.group(1), matcher.group(3));
            assertThat(SCHEMA.predicates().stream().map(Schema.Predicate::label).toList())
                    .contains(matcher.group(2));
        }
        assertThat(end).as("output %s", output).isEqualTo(list.length());
        assertThat(count).isEqualTo(relations);
    }

    private static void requireKeyTerms(
            String text, TestingTokenizer tokenizer, PromptStyle style, Random random, long seed) {
        GroundedKeyTerms keyTerms = new GroundedKeyTerms(tokenizer, style, 64 + random.nextInt(100));
        GroundedTask<List<NamedSpan>> task = keyTerms.task(text, random.nextBoolean() ? null : "A title");
        TestingModel.Run run = TestingModel.run(task, TestingModel.random(seed), random.nextInt(17));
        List<NamedSpan> terms = task.result();
        assertThat(terms).hasSizeLessThanOrEqualTo(GroundedKeyTerms.MAX_TERMS);
        StringBuilder expected = new StringBuilder();
        for (NamedSpan term : terms) {
            requireMentions(text, List.of(new NamedSpan(term.start(), term.end(), "Person", term.confidence())));
            expected.append(expected.isEmpty() ? "Topic: " : "Term: ")
                    .append(flat(surface(text, term)))
                    .append('\n');
        }
        expected.append(expected.isEmpty() ? "Topic:" : "Term:").append(" (none)\n");
        assertThat(tokenizer.decode(run.tokens())).isEqualTo(expected.toString());
    }
}
