package io.knowstream.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.knowstream.graph.Entity;
import io.knowstream.graph.GraphChange;
import io.knowstream.graph.GraphChange.Kind;
import io.knowstream.index.GraphQuery.By;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.AutomatonQuery;
import org.apache.lucene.search.MultiTermQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.automaton.ByteRunAutomaton;
import org.apache.lucene.util.automaton.LevenshteinAutomata;
import org.apache.lucene.util.automaton.Operations;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FuzzyNameTest {

    /** Of one byte to four; two share their first byte, two all but the last, and one comes before half a pair, one after it. */
    private static final String[] LETTERS = {
        "a", "b", " ", "\u00e9", "\u0434", "\u0436", "\u5b57", "\ud7a3", "\uff21", "\ud83d\ude00", "\ud83d\ude01"
    };

    private static final String[] TYPES = {"Person", "Work", null};

    private final long seed = Long.getLong("knowstream.seed", System.nanoTime());
    private final Random random = new Random(seed);

    @TempDir
    private Path index;

    @TempDir
    private Path work;

    private ManifestReader manifests;
    private IndexSnapshot plain;
    private IndexSnapshot cached;
    private final List<String> names = new ArrayList<>();

    /** Three shards of several segments each, with deleted records, names that are near to each other, and aliases. */
    @BeforeEach
    void publish() throws IOException {
        System.out.println("seed " + seed);
        while (names.size() < 150) {
            boolean fresh = names.isEmpty() || random.nextInt(6) == 0;
            names.add(fresh ? word(length()) : changed(names.get(random.nextInt(names.size()))));
        }
        try (TestingWriters writers = TestingWriters.fresh(index, work, 3)) {
            for (int checkpoint = 1; checkpoint <= 3; checkpoint++) {
                List<GraphChange> changes = new ArrayList<>();
                for (int i = 0; i < 60; i++) {
                    Entity entity = TestingGraph.entity(
                            TYPES[random.nextInt(2)], any(names), 1 + random.nextInt(3), any(names), any(names));
                    changes.add(GraphChange.upsert(entity, checkpoint));
                    if (random.nextInt(8) == 0) {
                        changes.add(TestingGraph.delete(Kind.ENTITY, entity.id()));
                    }
                }
                writers.apply(changes);
                writers.checkpoint(checkpoint);
            }
        }
        manifests = ManifestReader.at(index.toString());
        plain = manifests.newest();
        cached = plain.adapted(Map.of(), new EntityCache());
    }

    @AfterEach
    void close() throws IOException {
        cached.release();
        plain.release();
        manifests.close();
    }

    private int length() {
        return switch (random.nextInt(3)) {
            case 0 -> random.nextInt(5);
            case 1 -> random.nextInt(20);
            default -> FuzzyName.KNOWN - 3 + random.nextInt(12);
        };
    }

    private String word(int length) {
        StringBuilder word = new StringBuilder();
        for (int i = 0; i < length; i++) {
            word.append(any(List.of(LETTERS)));
        }
        return word.toString();
    }

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    /** At most three edits away. */
    private String changed(String name) {
        List<Integer> letters = new ArrayList<>(name.codePoints().boxed().toList());
        for (int edits = random.nextInt(4); edits > 0; edits--) {
            int at = random.nextInt(letters.size() + 1);
            int letter = any(List.of(LETTERS)).codePointAt(0);
            switch (random.nextInt(4)) {
                case 0 -> letters.add(at, letter);
                case 1 -> letters.subList(Math.min(at, letters.size()), Math.min(at + 1, letters.size()))
                        .clear();
                case 2 -> letters.replaceAll(each -> each == letter ? LETTERS[0].codePointAt(0) : each);
                default -> {
                    if (at > 1) {
                        letters.add(at - 1, letters.remove(at - 2));
                    }
                }
            }
        }
        StringBuilder changed = new StringBuilder();
        letters.forEach(changed::appendCodePoint);
        return changed.toString();
    }

    @Test
    void answersAreThoseOfLucenesAutomata() throws IOException {
        assertThat(plain.reader(Kind.ENTITY).leaves()).hasSizeGreaterThan(3);
        int found = 0;
        for (int i = 0; i < 80; i++) {
            String name = Fields.name(random.nextInt(10) == 0 ? word(length()) : changed(any(names)));
            String type = TYPES[random.nextInt(TYPES.length)];
            int limit = 1 + random.nextInt(random.nextBoolean() ? 3 : 100);
            for (By by : List.of(By.ONE_EDIT, By.TWO_EDITS, By.ANYTHING)) {
                List<Entity> expected = new EntitySearch(plain).inOrder(luceneSteps(by, name), type, limit);
                GraphQuery<List<Entity>> query = new GraphQuery.Entities(by, name, type, limit);
                String asked = "%s of \"%s\", type %s, limit %d".formatted(by, name, type, limit);
                assertThat(plain.answer(query)).as(asked).isEqualTo(expected);
                assertThat(cached.answer(query)).as(asked).isEqualTo(expected);
                assertThat(query.answer(cached)).as("again, " + asked).isEqualTo(expected);
                found += expected.size();
            }
        }
        assertThat(found).isGreaterThan(200);
    }

    private List<Supplier<Query>> luceneSteps(By by, String name) {
        EntitySearch search = new EntitySearch(plain);
        Supplier<Query> named = () -> search.named(name);
        Supplier<Query> one = () -> lucene(name, 1);
        Supplier<Query> two = () -> lucene(name, 2);
        return switch (by) {
            case ONE_EDIT -> List.of(named, one);
            case TWO_EDITS -> List.of(named, one, two);
            default -> List.of(named, () -> search.withWords(name), () -> search.startingWith(name), one, two);
        };
    }

    private static AutomatonQuery lucene(String name, int edits) {
        return new AutomatonQuery(
                new Term(Fields.NAME, name),
                new LevenshteinAutomata(name, true).toAutomaton(edits),
                Integer.MAX_VALUE,
                false,
                MultiTermQuery.CONSTANT_SCORE_BLENDED_REWRITE);
    }

    @Test
    void wordsAreCountedAsLuceneCountsThem() {
        List<String> words = new ArrayList<>(List.of(""));
        for (int i = 0; words.get(i).length() < 5; i++) {
            for (String letter : List.of("a", "\u0434", "\u0436")) {
                words.add(words.get(i) + letter);
            }
        }
        for (String name : words.subList(0, 121)) {
            for (int edits = 1; edits <= 2; edits++) {
                assertSame(name, edits, words);
            }
        }
        for (int i = 0; i < 100; i++) {
            String name = word(random.nextInt(FuzzyName.KNOWN));
            List<String> near = new ArrayList<>();
            for (int j = 0; j < 100; j++) {
                near.add(changed(name));
            }
            assertSame(name, 1 + i % 2, near);
        }
    }

    private static void assertSame(String name, int edits, List<String> words) {
        ByteRunAutomaton expected = new ByteRunAutomaton(new LevenshteinAutomata(name, true).toAutomaton(edits));
        ByteRunAutomaton automaton = new ByteRunAutomaton(
                FuzzyName.of(name, edits).getAutomaton(), true, Operations.DEFAULT_DETERMINIZE_WORK_LIMIT);
        for (String word : words) {
            BytesRef utf8 = new BytesRef(word);
            assertThat(automaton.run(utf8.bytes, 0, utf8.length))
                    .as("\"%s\" and \"%s\", edits %d", name, word, edits)
                    .isEqualTo(expected.run(utf8.bytes, 0, utf8.length));
        }
    }

    @Test
    void halfASurrogatePairIsNoCharacterOfAnyName() {
        assertSame("a\ud800b", 1, List.of("ab", "acb", "a\ufffdb", "a?b", "acd"));
    }

    @Test
    void theAutomatonOfALongNameIsNoLargerThanThatOfItsBeginning() throws IOException {
        String[] letters = new String[1_000];
        Arrays.setAll(letters, i -> Character.toString((char) ('a' + (i * 7 + i / 26) % 26)));
        String name = String.join("", letters);
        FuzzyName query = FuzzyName.of(name, 2);
        int states = FuzzyAutomaton.of(name.codePoints().limit(FuzzyName.KNOWN).toArray(), 2, true)
                .getNumStates();
        assertThat(query.getAutomaton().getNumStates()).isEqualTo(states).isLessThan(2_000);

        Entity entity = TestingGraph.entity("Person", name, 1);
        Path other = work.resolve("long");
        TestingGraph.publish(other, work, 1, List.of(GraphChange.upsert(entity, 1)));
        try (GraphReader reader = GraphReader.open(other.toString())) {
            String end = name.substring(0, 998);
            assertThat(reader.like(end, 2, null, 1)).containsExactly(entity);
            assertThat(reader.like(end, 1, null, 1)).isEmpty();
            assertThat(reader.like("1" + name.substring(1, 999), 2, null, 1)).containsExactly(entity);
            assertThat(reader.like("1" + name.substring(1, 998), 2, null, 1)).isEmpty();
            assertThat(reader.find("1" + name.substring(1), null, 1)).containsExactly(entity);
        }
    }

    @Test
    void noAutomatonIsMadeWhereTheNameItselfFindsEnough() throws IOException {
        Entity entity =
                new GraphQuery.Entities(By.TYPE, "", null, 1).answer(plain).get(0);
        for (By by : List.of(By.ONE_EDIT, By.TWO_EDITS, By.ANYTHING)) {
            new GraphQuery.Entities(by, Fields.name(entity.name()), null, 1).answer(cached);
        }
        assertThat(cached.cache().bytes()).isZero();
        new GraphQuery.Entities(By.ONE_EDIT, Fields.name(entity.name()), null, 100).answer(cached);
        assertThat(cached.cache().bytes()).isPositive();
    }
}
