package io.knowstream.inference.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.knowstream.inference.InputRejectedException;
import io.knowstream.inference.ModelException;
import io.knowstream.inference.ModelUnavailableException;
import io.knowstream.inference.decoder.RandomDecoder.Weights;
import io.knowstream.inference.pool.Lease;
import io.knowstream.inference.pool.ModelLoader;
import io.knowstream.inference.pool.ModelPool;
import io.knowstream.inference.pool.PoolConfig;
import io.knowstream.metrics.Recorder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** In a pool with room for one model; the service itself waits for a minute where there is none. */
@Timeout(30)
class DecoderServiceTest {

    private static final int VOCABULARY = RandomDecoder.Size.TINY.vocabulary;
    private static final long BUDGET = 192L << 20;
    private static final Duration LONG = Duration.ofMinutes(5);

    @TempDir
    static Path folder;

    private static Loader a;
    private static Loader b;

    private final PoolConfig config = new PoolConfig(BUDGET, 1, Duration.ofMinutes(5), 32L << 20, Duration.ZERO, null);
    private Lease<ModelPool> pool;
    private Lease<DecoderService> service;

    @BeforeAll
    static void write() throws IOException {
        a = loader("a", Weights.FOUR_BITS, TinyDecoder.CONTEXT);
        b = loader("b", Weights.FLOATS, 1 << 20);
    }

    private static Loader loader(String name, Weights weights, int context) throws IOException {
        Path onnx = new RandomDecoder(RandomDecoder.Size.TINY, weights, 7)
                .write(folder.resolve(name), "onnx/model.onnx", TinyDecoder.benchTokenizer());
        return new Loader(
                CausalLm.loader(new DecoderFiles(
                        name,
                        name,
                        onnx,
                        folder.resolve(name).resolve("tokenizer.json"),
                        context,
                        folder.resolve("work"))),
                new AtomicInteger());
    }

    /** Counts loads. */
    private record Loader(ModelLoader<CausalLm> loader, AtomicInteger loads) implements ModelLoader<CausalLm> {
        @Override
        public Class<CausalLm> type() {
            return loader.type();
        }

        @Override
        public String name() {
            return loader.name();
        }

        @Override
        public String fingerprint() {
            return loader.fingerprint();
        }

        @Override
        public long estimatedBytes() {
            return loader.estimatedBytes();
        }

        @Override
        public CausalLm load() {
            loads.incrementAndGet();
            return loader.load();
        }
    }

    @BeforeEach
    void open() {
        pool = ModelPool.shared(config);
        service = DecoderService.shared(config);
    }

    @AfterEach
    void closeAndLeaveNothing() {
        service.close();
        service.close();
        assertThat(decoderThreads()).isEmpty();
        assertThat(pool.value().workingBytes()).isZero();
        assertThat(pool.value().loadedModels())
                .allSatisfy(model -> assertThat(model.leases()).isZero());
        pool.close();
    }

    private static List<Thread> decoderThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("decoder "))
                .toList();
    }

    private record Asked(ModelLoader<CausalLm> model, int[] prompt, RandomGrammar grammar) {

        static Asked of(ModelLoader<CausalLm> model, long seed) {
            return new Asked(model, seed, new RandomGrammar(seed, VOCABULARY, 4, null));
        }

        Asked(ModelLoader<CausalLm> model, long seed, RandomGrammar grammar) {
            this(model, new Random(seed).ints(20, 0, VOCABULARY).toArray(), grammar);
        }

        DecoderService.Request request(Duration timeout) {
            return new DecoderService.Request(model, Grammar.NONE, prompt, grammar, grammar.bound(), timeout);
        }
    }

    private CompletableFuture<int[]> ask(Asked asked) {
        return service.value().submit(asked.request(LONG), Recorder.NONE);
    }

    private static int[] get(CompletableFuture<int[]> said) throws Exception {
        return said.get(20, TimeUnit.SECONDS);
    }

    private static Throwable failure(CompletableFuture<int[]> said) {
        try {
            get(said);
            throw new AssertionError("it was answered");
        } catch (ExecutionException e) {
            return e.getCause();
        } catch (Exception e) {
            return e;
        }
    }

    /** What each request says when nothing is beside it. */
    private static Map<Long, int[]> alone(Loader loader, List<Long> seeds) {
        Map<Long, int[]> alone = new ConcurrentHashMap<>();
        try (CausalLm model = loader.loader().load();
                ContinuousBatch batch = new ContinuousBatch(
                        model,
                        BatchOptions.of(BatchOptions.Mode.PROPOSED, 32L << 20, 1),
                        new DecoderCounters(),
                        () -> 0)) {
            for (long seed : seeds) {
                Asked asked = Asked.of(loader, seed);
                CompletableFuture<int[]> said = batch.submit(new Generation(
                        Grammar.NONE,
                        asked.prompt(),
                        asked.grammar(),
                        asked.grammar().bound(),
                        Long.MAX_VALUE));
                while (batch.step()) {}
                alone.put(seed, said.join());
            }
        }
        return alone;
    }

    @Test
    void twoModelsShareOneSlotAndSayWhatTheySayAlone() throws Exception {
        long first = new Random().nextLong(1_000_000);
        System.out.println("seed " + first);
        int clients = 4;
        int each = 24;
        List<Long> seeds = new ArrayList<>();
        for (long i = 0; i < (long) clients * each; i++) {
            seeds.add(first + i);
        }
        Map<Loader, Map<Long, int[]>> alone = Map.of(a, alone(a, seeds), b, alone(b, seeds));
        int loadsOfA = a.loads().get();
        int loadsOfB = b.loads().get();
        AtomicLong mostBytes = new AtomicLong();
        AtomicInteger mostModels = new AtomicInteger();
        service.value().addThreads(2);

        List<CompletableFuture<Void>> done = new ArrayList<>();
        for (int client = 0; client < clients; client++) {
            List<Long> mine = seeds.subList(client * each, (client + 1) * each);
            done.add(CompletableFuture.runAsync(() -> {
                for (int half = 0; half < 2; half++) {
                    List<CompletableFuture<Void>> answers = new ArrayList<>();
                    for (long seed : mine.subList(half * each / 2, (half + 1) * each / 2)) {
                        for (Loader model : List.of(a, b)) {
                            answers.add(ask(Asked.of(model, seed)).thenAccept(said -> {
                                mostBytes.accumulateAndGet(pool.value().usage().usedBytes(), Math::max);
                                mostModels.accumulateAndGet(
                                        pool.value().loadedModels().size(), Math::max);
                                assertThat(said).isEqualTo(alone.get(model).get(seed));
                            }));
                        }
                    }
                    answers.forEach(CompletableFuture::join);
                }
            }));
        }
        for (CompletableFuture<Void> each1 : done) {
            each1.get(25, TimeUnit.SECONDS);
        }
        assertThat(a.loads().get() - loadsOfA).isPositive();
        assertThat(b.loads().get() - loadsOfB).isPositive();
        assertThat(a.loads().get() - loadsOfA + b.loads().get() - loadsOfB).isGreaterThan(2);
        assertThat(mostModels.get()).isEqualTo(1);
        assertThat(mostBytes.get()).isPositive().isLessThanOrEqualTo(BUDGET);
    }

    @Test
    void aModelThatCannotBeLoadedFailsItsRequestsAloneAndSaysWhy() throws Exception {
        DecoderFiles nowhere = new DecoderFiles(
                "nowhere",
                "nowhere",
                folder.resolve("nowhere/model.onnx"),
                folder.resolve("a/tokenizer.json"),
                TinyDecoder.CONTEXT,
                folder.resolve("work"));
        CompletableFuture<int[]> failing = ask(Asked.of(CausalLm.loader(nowhere), 1));
        CompletableFuture<int[]> failingToo = ask(Asked.of(CausalLm.loader(nowhere), 2));
        CompletableFuture<int[]> going = ask(Asked.of(a, 3));
        service.value().addThreads(1);
        assertThat(failure(failing)).isInstanceOf(ModelException.class).hasMessageContaining("nowhere");
        assertThat(failure(failingToo)).isInstanceOf(ModelException.class).hasMessageContaining("nowhere");
        assertThat(get(going)).isNotEmpty();
    }

    @Test
    void aRequestThatNeverFitsIntoMemoryFailsAlone() throws Exception {
        int tokens = 800_000;
        DecoderService.Request huge = new DecoderService.Request(
                b, Grammar.NONE, new int[] {1}, new RandomGrammar(1, VOCABULARY, 1, null), tokens, LONG);
        CompletableFuture<int[]> first = service.value().submit(huge, Recorder.NONE);
        CompletableFuture<int[]> second = ask(Asked.of(b, 2));
        CompletableFuture<int[]> third = service.value().submit(huge, Recorder.NONE);
        CompletableFuture<int[]> fourth = ask(Asked.of(b, 3));
        service.value().addThreads(1);
        assertThat(failure(first))
                .isInstanceOf(ModelException.class)
                .isNotInstanceOf(ModelUnavailableException.class)
                .hasMessageContaining("budget");
        assertThat(get(second)).isNotEmpty();
        assertThat(failure(third)).isInstanceOf(ModelException.class);
        assertThat(get(fourth)).isNotEmpty();
    }

    @Test
    void aSequenceLongerThanTheContextIsRejected() {
        CompletableFuture<int[]> said = service.value()
                .submit(
                        new DecoderService.Request(
                                a,
                                Grammar.NONE,
                                new int[TinyDecoder.CONTEXT],
                                new RandomGrammar(1, VOCABULARY, 1, null),
                                1,
                                LONG),
                        Recorder.NONE);
        service.value().addThreads(1);
        assertThat(failure(said)).isInstanceOf(InputRejectedException.class).hasMessageContaining("1024");
    }

    @Test
    void aLargerRequestEndsTheTurnAndGetsItsMemoryInTheNext() throws Exception {
        AtomicLong small = new AtomicLong();
        AtomicLong large = new AtomicLong();
        CompletableFuture<int[]> first = ask(new Asked(a, 1, watching(1, 1, small)));
        CompletableFuture<int[]> second = ask(new Asked(a, 2, watching(2, 22, large)));
        CompletableFuture<int[]> third = ask(Asked.of(a, 3));
        service.value().addThreads(1);
        assertThat(get(first)).isNotEmpty();
        assertThat(get(second)).isNotEmpty();
        assertThat(get(third)).isNotEmpty();
        assertThat(small.get()).isPositive().isLessThan(large.get());
    }

    private RandomGrammar watching(long seed, int choices, AtomicLong workingBytes) {
        return new RandomGrammar(seed, VOCABULARY, choices, null) {
            @Override
            public void accept(int token, double probability) {
                workingBytes.set(pool.value().workingBytes());
                super.accept(token, probability);
            }
        };
    }

    @Test
    void aRequestWhoseTimeIsOverIsUnavailableAndOthersGoOn() throws Exception {
        CompletableFuture<int[]> late =
                service.value().submit(Asked.of(a, 1).request(Duration.ofNanos(1)), Recorder.NONE);
        CompletableFuture<int[]> patient = ask(Asked.of(a, 2));
        service.value().addThreads(1);
        assertThat(failure(late)).isInstanceOf(ModelUnavailableException.class).hasMessageContaining("in its time");
        assertThat(get(patient)).isNotEmpty();
    }

    @Test
    void whatAGrammarThrowsFailsItsRequest() throws Exception {
        CompletableFuture<int[]> wrong = ask(new Asked(a, 1, failing(new IllegalStateException("wrong"))));
        CompletableFuture<int[]> broken = ask(new Asked(a, 2, failing(new StackOverflowError("broken"))));
        service.value().addThreads(1);
        assertThat(failure(wrong)).hasMessage("wrong");
        assertThat(failure(broken)).isInstanceOf(StackOverflowError.class);
        assertThat(get(ask(Asked.of(a, 3)))).isNotEmpty();
    }

    private static RandomGrammar failing(Throwable failure) {
        return new RandomGrammar(1, VOCABULARY, 3, null) {
            @Override
            public void accept(int token, double probability) {
                if (failure instanceof Error error) {
                    throw error;
                }
                throw (RuntimeException) failure;
            }
        };
    }

    @Test
    void aRequestWithoutAPromptIsRefusedAtOnce() {
        DecoderService.Request empty = new DecoderService.Request(
                a, Grammar.NONE, Grammar.NONE, new RandomGrammar(1, VOCABULARY, 1, null), 50, LONG);
        assertThatThrownBy(() -> service.value().submit(empty, Recorder.NONE))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aCancelledRequestEndsAndIsNotTheReasonToLoadAModel() throws Exception {
        int loadsOfB = b.loads().get();
        CompletableFuture<int[]> waiting = ask(Asked.of(b, 1));
        waiting.cancel(false);
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<int[]> running = ask(new Asked(a, 2, blocking(begun, new CountDownLatch(0))));
        service.value().addThreads(1);
        assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
        running.cancel(false);
        assertThat(get(ask(Asked.of(a, 3)))).isNotEmpty();
        assertThat(b.loads().get()).isEqualTo(loadsOfB);
    }

    /** Says that it has begun, and goes on at a signal. */
    private static RandomGrammar blocking(CountDownLatch begun, CountDownLatch goOn) {
        return new RandomGrammar(2, VOCABULARY, 22, null) {
            @Override
            public void accept(int token, double probability) {
                begun.countDown();
                try {
                    goOn.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                super.accept(token, probability);
            }
        };
    }

    @Test
    void anInterruptEndsNoThreadOfTheService() throws Exception {
        service.value().addThreads(1);
        assertThat(get(ask(Asked.of(a, 1)))).isNotEmpty();
        decoderThreads().forEach(Thread::interrupt);
        assertThat(get(ask(Asked.of(a, 2)))).isNotEmpty();
    }

    @Test
    void closingEndsWhatRunsAndWhatWaitsForRoom() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<int[]> running = ask(new Asked(a, 1, blocking(begun, new CountDownLatch(1))));
        service.value().addThreads(1);
        assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
        CompletableFuture<int[]> inLine = ask(Asked.of(b, 2));
        service.value().addThreads(1);
        service.close();
        assertThat(failure(running)).isInstanceOf(ModelUnavailableException.class);
        assertThat(failure(inLine)).isInstanceOf(ModelUnavailableException.class);
    }
}
