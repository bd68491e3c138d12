package io.knowstream.inference.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.knowstream.inference.InputRejectedException;
import io.knowstream.inference.ModelException;
import io.knowstream.inference.ModelUnavailableException;
import io.knowstream.inference.decoder.BatchOptions.Mode;
import io.knowstream.inference.decoder.RandomDecoder.Weights;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
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

    private CausalLm model() {
        return MODELS.get(Weights.FOUR_BITS).model();
    }

    private ContinuousBatch batch(Mode mode, long allowance, int sequences) {
        return new ContinuousBatch(
                model(), BatchOptions.of(mode, allowance, sequences), new DecoderCounters(), () -> now);
    }

    private Generation generation(int prompt, int choices, long deadline) {
        RandomGrammar grammar = new RandomGrammar(prompt, model().vocabulary(), choices, null);
        return new Generation(Grammar.NONE, new int[prompt], grammar, grammar.bound(), deadline);
    }

    @ParameterizedTest
    @CsvSource({"PROPOSED", "PLAIN"})
    void failsAnAttemptWhoseTimeIsOverAndNeverCutsItShort(Mode mode) {
        try (ContinuousBatch batch = batch(mode, ALLOWANCE, 1)) {
            CompletableFuture<int[]> running = batch.submit(generation(5, 9, 10));
            CompletableFuture<int[]> waiting = batch.submit(generation(6, 3, 10));
            CompletableFuture<int[]> patient = batch.submit(generation(7, 3, NEVER));
            batch.step();
            assertThat(running).isNotDone();
            now = 10;
            while (batch.step()) {}
            for (CompletableFuture<int[]> late : List.of(running, waiting)) {
                assertThatThrownBy(late::join).hasCauseInstanceOf(ModelUnavailableException.class);
            }
            assertThat(patient).isCompleted();
        }
    }

    @ParameterizedTest
    @CsvSource({"PROPOSED", "PLAIN"})
    void makesRoomForTheNextBetweenTheStepsOfACancelledOne(Mode mode) {
        try (ContinuousBatch batch = batch(mode, ALLOWANCE, 1)) {
            CompletableFuture<int[]> first = batch.submit(generation(5, 9, NEVER));
            CompletableFuture<int[]> second = batch.submit(generation(6, 2, NEVER));
            batch.step();
            first.cancel(false);
            while (batch.step()) {}
            assertThat(second).isCompleted();
            assertThatThrownBy(first::join).isInstanceOf(CancellationException.class);
        }
    }

    @Test
    void callsAGrammarThatSaysMoreThanItsBoundADefect() {
        RandomGrammar grammar = new RandomGrammar(3, model().vocabulary(), 12, null);
        try (ContinuousBatch batch = batch(Mode.PROPOSED, ALLOWANCE, 2)) {
            CompletableFuture<int[]> broken =
                    batch.submit(new Generation(Grammar.NONE, new int[] {1}, grammar, 5, NEVER));
            CompletableFuture<int[]> beside = batch.submit(generation(4, 3, NEVER));
            while (batch.step()) {}
            assertThatThrownBy(broken::join)
                    .hasCauseInstanceOf(ModelException.class)
                    .hasMessageContaining("more than the 5 tokens");
            assertThat(beside).isCompleted();
        }
    }

    @ParameterizedTest
    @CsvSource({"PROPOSED", "PLAIN"})
    void refusesWhatCanNeverFit(Mode mode) {
        long allowance = model().cacheBytes(4, 128);
        try (ContinuousBatch batch = batch(mode, allowance, 4)) {
            assertThatThrownBy(() -> batch.submit(generation(600, 2, NEVER)).join())
                    .hasCauseInstanceOf(ModelException.class)
                    .hasMessageContaining("needs")
                    .hasMessageContaining(Long.toString(allowance));
            assertThatThrownBy(() -> batch.submit(generation(TinyDecoder.CONTEXT, 2, NEVER))
                            .join())
                    .hasCauseInstanceOf(InputRejectedException.class)
                    .hasMessageContaining("at most " + TinyDecoder.CONTEXT + " tokens");
            CompletableFuture<int[]> small = batch.submit(generation(8, 1, NEVER));
            while (batch.step()) {}
            assertThat(small).isCompleted();
        }
    }

    @Test
    void keepsItsCachesInTheAllowanceAndServesWhoWaitsLongest() {
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        long allowance = model().cacheBytes(1, 2 * 768);
        List<Integer> order = new ArrayList<>();
        List<CompletableFuture<int[]>> futures = new ArrayList<>();
        DecoderCounters counters = new DecoderCounters();
        BatchOptions options = BatchOptions.of(Mode.PROPOSED, allowance, 8);
        try (ContinuousBatch batch = new ContinuousBatch(model(), options, counters, () -> now)) {
            for (int i = 0; i < 24; i++) {
                int number = i;
                int[] prefix = new int[40 + i % 3];
                RandomGrammar grammar = new RandomGrammar(seed + i, model().vocabulary(), random.nextInt(8), null) {
                    private boolean begun;

                    @Override
                    public int[] forced() {
                        if (!begun) {
                            begun = true;
                            order.add(number);
                        }
                        return super.forced();
                    }
                };
                futures.add(batch.submit(
                        new Generation(prefix, new int[1 + random.nextInt(200)], grammar, grammar.bound(), NEVER)));
            }
            while (batch.step()) {
                assertThat(batch.cacheBytes()).isLessThanOrEqualTo(allowance);
            }
        }
        assertThat(futures).allSatisfy(future -> assertThat(future).isCompleted());
        assertThat(order).isSorted().hasSize(24);
        assertThat(counters.sums().sequences()).isEqualTo(24);
    }

    @Test
    void doesNotStallSequencesWhileALongPromptIsRead() {
        DecoderCounters counters = new DecoderCounters();
        BatchOptions options = BatchOptions.of(Mode.PLAIN, ALLOWANCE, 2);
        try (ContinuousBatch batch = new ContinuousBatch(model(), options, counters, () -> now)) {
            CompletableFuture<int[]> running = batch.submit(generation(5, 9, NEVER));
            batch.step();
            long before = counters.sums().steps();
            CompletableFuture<int[]> reading = batch.submit(generation(400, 1, NEVER));
            for (int i = 0; i < 3; i++) {
                batch.step();
            }
            assertThat(counters.sums().steps() - before).isEqualTo(3);
            assertThat(counters.sums().promptSteps()).isEqualTo(4);
            while (batch.step()) {}
            assertThat(running).isCompleted();
            assertThat(reading).isCompleted();
        }
    }

    @Test
    void saysTheSameInManyThreadsOverOneModel() throws Exception {
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        BatchOptions options = BatchOptions.of(Mode.PROPOSED, ALLOWANCE, 5);
        List<Said> alone = say(model(), options, new DecoderCounters(), seed, null);
        List<CompletableFuture<List<Said>>> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            threads.add(CompletableFuture.supplyAsync(() -> say(model(), options, new DecoderCounters(), seed, null)));
        }
        for (CompletableFuture<List<Said>> thread : threads) {
            assertSame(alone, thread.get(60, TimeUnit.SECONDS));
        }
    }

    @Test
    void drivesUntilClosedAndFailsWhatIsNotDone() throws Exception {
        ContinuousBatch batch = new ContinuousBatch(
                model(), BatchOptions.of(Mode.PROPOSED, ALLOWANCE, 1), new DecoderCounters(), System::nanoTime);
        Thread driver = new Thread(batch, "driver");
        driver.start();
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(5);
        assertThat(batch.submit(generation(9, 3, deadline)).get(60, TimeUnit.SECONDS))
                .isNotEmpty();
        List<CompletableFuture<int[]>> left = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            left.add(batch.submit(generation(300, 9, deadline)));
        }
        batch.close();
        driver.join(60_000);
        assertThat(driver.isAlive()).isFalse();
        left.add(batch.submit(generation(9, 3, deadline)));
        assertThat(left).allSatisfy(future -> assertThat(future).isDone());
        assertThatThrownBy(left.get(200)::join)
                .hasCauseInstanceOf(ModelUnavailableException.class)
                .hasMessageContaining("closed");
        batch.close();
    }
}
