package io.knowstream.index;

import io.knowstream.graph.Entity;
import io.knowstream.graph.GraphChange;
import io.knowstream.graph.GraphChange.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.flink.util.FileUtils;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.AutomatonQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.util.automaton.LevenshteinAutomata;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * What a misspelt name costs among 100,000 of two words in four segments: all of a query, and its last automaton alone, each
 * beside what it was with Lucene's automata. The time of a sample says what most queries took, whatever else the machine does.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class FuzzyNameBenchmark {

    private static final int NAMES = 100_000;
    private static final int ASKED = 512;
    private static final int LIMIT = 10;
    private static final String CONSONANTS = "bdfgklmnprstvz";
    private static final String VOWELS = "aeiou";

    /** How many are allowed. */
    @Param({"1", "2"})
    public int edits;

    private final Random random = new Random(1);
    private final List<String> asked = new ArrayList<>();
    private Path index;
    private ManifestReader manifests;
    private IndexSnapshot snapshot;
    private int next;

    /** Writes the index. */
    @Setup
    public void fill() throws IOException {
        index = Files.createTempDirectory("fuzzy-name-benchmark");
        List<GraphChange> changes = new ArrayList<>();
        for (int i = 0; i < NAMES; i++) {
            String name = word(2) + " " + word(2) + "n";
            changes.add(GraphChange.upsert(TestingGraph.entity("Person", name, 1 + random.nextInt(20)), 1));
            if (i < ASKED) {
                int at = random.nextInt(name.length());
                asked.add(Fields.name(name.substring(0, at) + "x" + name.substring(at + 1)));
            }
        }
        Path work = Files.createDirectory(index.resolve("work"));
        try (TestingWriters writers = TestingWriters.fresh(index.resolve("index"), work, 4)) {
            writers.apply(changes);
            writers.settle();
            writers.checkpoint(1);
        }
        manifests = ManifestReader.at(index.resolve("index").toString());
        snapshot = manifests.newest();
    }

    private String word(int syllables) {
        StringBuilder word = new StringBuilder();
        for (int i = 0; i < syllables; i++) {
            word.append(CONSONANTS.charAt(random.nextInt(CONSONANTS.length())));
            word.append(VOWELS.charAt(random.nextInt(VOWELS.length())));
        }
        return word.toString();
    }

    /** Removes the index. */
    @TearDown
    public void remove() throws IOException {
        snapshot.release();
        manifests.close();
        FileUtils.deleteDirectory(index.toFile());
    }

    private String name() {
        return asked.get(next++ % ASKED);
    }

    /** A query as readers answer it. */
    @Benchmark
    public List<Entity> query() throws IOException {
        GraphQuery.By by = edits == 1 ? GraphQuery.By.ONE_EDIT : GraphQuery.By.TWO_EDITS;
        return snapshot.answer(new GraphQuery.Entities(by, name(), null, LIMIT));
    }

    /** The same with Lucene's automata. */
    @Benchmark
    public List<Entity> luceneQuery() throws IOException {
        String name = name();
        List<Entity> found = snapshot.top(
                Kind.ENTITY,
                new EntitySearch(snapshot).named(name),
                EntitySearch.MOST_DOCUMENTS,
                LIMIT,
                Fields.ENTITIES);
        for (int i = 1; i <= edits; i++) {
            found.addAll(snapshot.topSideBySide(
                    Kind.ENTITY, lucene(name, i), EntitySearch.MOST_DOCUMENTS, LIMIT, Fields.ENTITIES));
        }
        return found;
    }

    /** The automaton. */
    @Benchmark
    public Query automaton() {
        return FuzzyName.of(name(), edits);
    }

    /** Lucene's. */
    @Benchmark
    public Query luceneAutomaton() {
        return lucene(name(), edits);
    }

    private static Query lucene(String name, int edits) {
        return new AutomatonQuery(new Term(Fields.NAME, name), new LevenshteinAutomata(name, true).toAutomaton(edits));
    }

    /** From an IDE. */
    public static void main(String[] args) throws RunnerException {
        new Runner(new OptionsBuilder()
                        .include(FuzzyNameBenchmark.class.getSimpleName())
                        .build())
                .run();
    }
}
