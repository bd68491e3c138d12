package io.knowstream.inference.decoder;

import static org.assertj.core.api.Assertions.assertThat;

import io.knowstream.inference.decoder.BatchOptions.Mode;
import io.knowstream.inference.decoder.RandomDecoder.Weights;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContinuousBatchTest {

    private static final long ALLOWANCE = 64L << 20;
    private static final long NEVER = Long.MAX_VALUE;

    @TempDir
    static Path folder;

    private static final Map<Weights, TinyDecoder> MODELS = new EnumMap<>(Weights.class);

    private long now;

    @BeforeAll
    static void load() {
        for (Weights weights : Weights.values()) {
            MODELS.put(weights, TinyDecoder.of(folder, weights));
        }
    }

    @AfterAll
    static void close() {
        MODELS.values().forEach(TinyDecoder::close);
    }

    private record Said(int[] tokens, List<Long> heard) {}

    /** What each of many sequences says, in a batch of some width. */
    private List<Said> say(
            CausalLm model, BatchOptions options, DecoderCounters counters, long seed, List<Said> oracle) {
        Random random = new Random(seed);
        int[] prefix = random.ints(200, 0, model.vocabulary()).toArray();
        List<RandomGrammar> grammars = new ArrayList<>();
        List<CompletableFuture<int[]>> futures = new ArrayList<>();
        try (ContinuousBatch batch = new ContinuousBatch(model, options, counters, () -> now)) {
            for (int i = 0; i < 20; i++) {
                int[] prompt = random.ints(1 + random.nextInt(180), 0, model.vocabulary())
                        .toArray();
                RandomGrammar grammar = new RandomGrammar(
                        seed + i, model.vocabulary(), random.nextInt(12), oracle == null ? null : oracle.get(i).tokens);
                grammars.add(grammar);
                futures.add(batch.submit(new Generation(prefix, prompt, grammar, grammar.bound(), NEVER)));
            }
            while (batch.step()) {}
        }
        List<Said> said = new ArrayList<>();
        for (int i = 0; i < grammars.size(); i++) {
            said.add(new Said(futures.get(i).join(), grammars.get(i).heard()));
        }
        return said;
    }

    private static void assertSame(List<Said> expected, List<Said> actual) {
        for (int i = 0; i < expected.size(); i++) {
            assertThat(actual.get(i).tokens).as("sequence %d", i).isEqualTo(expected.get(i).tokens);
            assertThat(actual.get(i).heard).as("sequence %d", i).isEqualTo(expected.get(i).heard);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "FOUR_BITS, PROPOSED",
        "FOUR_BITS, PLAIN",
        "FLOATS, PROPOSED",
        "FLOATS, PLAIN",
        "FLOATS_PLAIN, PROPOSED",
        "FLOATS_PLAIN, PLAIN"
    })
    void saysTheSameToTheBitForOneThreeAndSixteenSequencesWithPrefixesAndGuessesOnAndOff(Weights weights, Mode mode) {
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        CausalLm model = MODELS.get(weights).model();
        List<Said> alone =
                say(model, new BatchOptions(mode, ALLOWANCE, 1, 0, false), new DecoderCounters(), seed, null);
        assertThat(alone).anySatisfy(said -> assertThat(said.heard).hasSizeGreaterThan(8));
        for (int sequences : new int[] {1, 3, 16}) {
            for (boolean prefixes : new boolean[] {false, true}) {
                for (int proposals : new int[] {0, 3, 7}) {
                    DecoderCounters counters = new DecoderCounters();
                    BatchOptions options = new BatchOptions(mode, ALLOWANCE, sequences, proposals, prefixes);
                    assertSame(alone, say(model, options, counters, seed, null));
                    assertSame(alone, say(model, options, counters, seed, alone));
                    assertThat(counters.sums().reused() > 0).isEqualTo(prefixes);
                    boolean guesses = proposals > 0 && mode == Mode.PROPOSED && model.inPlace();
                    assertThat(counters.sums().accepted() > 0).isEqualTo(guesses);
                    assertThat(counters.sums().accepted() < counters.sums().proposed())
                            .isEqualTo(guesses);
                }
            }
        }
    }
}
