package io.knowstream.inference.encoder;

import io.knowstream.inference.catalogue.ModelCatalogue;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** What a token costs in each step from a text to its spans; time and allocation a token. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class EncoderBenchmark {

    /** Tokens of {@link #TEXT}. */
    private static final int TOKENS = 93;

    private static final String TEXT =
            "Ada Lovelace met Charles Babbage in London on 5 June 1833, at a party given by Mary Somerville. He showed"
                    + " her a part of the Difference Engine, for which the Treasury had paid £17,000 since 1823. In 1842"
                    + " she translated a paper by Luigi Menabrea, later prime minister of Italy, for Taylor's Scientific"
                    + " Memoirs; her notes, three times as long, hold the first published program of a machine. The"
                    + " University of Cambridge keeps several of her letters.";

    private TokenClassifier model;
    private Tokens tokens;
    private Tokens other;
    private TokenFeatures features;
    private TokenFeatures encoded;
    private float[] logits;

    /** Runs all benchmarks of this class. */
    public static void main(String[] args) throws RunnerException {
        new Runner(new OptionsBuilder()
                        .include(EncoderBenchmark.class.getName())
                        .addProfiler(GCProfiler.class)
                        .build())
                .run();
    }

    /** Loads the built-in model. */
    @Setup
    public void load() {
        model = TokenClassifier.of(ModelCatalogue.builtIn().find(ModelCatalogue.ENTITIES))
                .load();
        tokens = Tokens.of(TEXT);
        if (tokens.size() != TOKENS) {
            throw new IllegalStateException("the text has " + tokens.size() + " tokens, not " + TOKENS);
        }
        other = Tokens.of(TEXT);
        features = model.newFeatures();
        encoded = model.newFeatures();
        encoded.encode(tokens);
        logits = model.logits(encoded);
    }

    /** Closes the model. */
    @TearDown
    public void close() {
        model.close();
    }

    /** From characters to tokens. */
    @Benchmark
    @OperationsPerInvocation(TOKENS)
    public Tokens tokens() {
        return Tokens.of(TEXT);
    }

    /** From tokens to features. */
    @Benchmark
    @OperationsPerInvocation(TOKENS)
    public TokenFeatures features() {
        Tokens next = tokens;
        tokens = other;
        other = next;
        features.encode(next);
        return features;
    }

    /** From features to scores, by the session. */
    @Benchmark
    @OperationsPerInvocation(TOKENS)
    public float[] scores() {
        return model.logits(encoded);
    }

    /** From scores to spans. */
    @Benchmark
    @OperationsPerInvocation(TOKENS)
    public List<EntitySpan> spans() {
        return model.spans(logits);
    }
}
