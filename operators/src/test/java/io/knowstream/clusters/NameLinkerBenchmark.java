package io.knowstream.clusters;

import io.knowstream.graph.EntityLink;
import io.knowstream.graph.Ids;
import io.knowstream.graph.NamedEntity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
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
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** What a change of a name costs in its block, twice: the names of the block as they lie in state, read and linked. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class NameLinkerBenchmark {

    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz";

    /** Names of the block. */
    @Param({"1", "20", "1000"})
    public int names;

    private final NameLinker linker = new NameLinker(0.8);
    private List<String> stored;

    /** Persons of one family name. */
    @Setup
    public void fill() {
        Random random = new Random(1);
        SortedSet<RankedName> block = new TreeSet<>();
        while (block.size() < names) {
            StringBuilder given = new StringBuilder("A");
            for (int i = 0; i < 5; i++) {
                given.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
            }
            String name = given + " Smith";
            block.add(
                    RankedName.of(new NamedEntity(Ids.entity("Person", name), "Person", name, List.of("Smith")), true));
        }
        stored = block.stream().map(RankedName::stored).toList();
    }

    /** All of it. */
    @Benchmark
    public Map<String, EntityLink> link() {
        List<RankedName> read = new ArrayList<>(stored.size());
        for (String name : stored) {
            read.add(RankedName.read(name));
        }
        return linker.links(read);
    }

    /** From an IDE. */
    public static void main(String[] args) throws RunnerException {
        new Runner(new OptionsBuilder()
                        .include(NameLinkerBenchmark.class.getSimpleName())
                        .build())
                .run();
    }
}
