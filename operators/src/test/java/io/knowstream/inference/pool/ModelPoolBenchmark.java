package io.knowstream.inference.pool;

import io.knowstream.metrics.Recorder;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** What it takes to borrow a model that is loaded, and to give it back. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class ModelPoolBenchmark {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final TestingLoader loader = new TestingLoader("loaded", 40);
    private TestingPool testing;

    /** Runs all benchmarks of this class. */
    public static void main(String[] args) throws RunnerException {
        new Runner(new OptionsBuilder()
                        .include(ModelPoolBenchmark.class.getName())
                        .build())
                .run();
    }

    /** Loads the model. */
    @Setup
    public void load() {
        testing = new TestingPool(TestingPool.config(2, 10));
        testing.acquire(loader).close();
    }

    /** Closes the pool. */
    @TearDown
    public void close() {
        testing.close();
    }

    /** One thread. */
    @Benchmark
    @Threads(1)
    public void alone() throws InterruptedException {
        testing.pool.acquire(loader, TIMEOUT, Recorder.NONE).close();
    }

    /** Eight threads on one model. */
    @Benchmark
    @Threads(8)
    public void byEightThreads() throws InterruptedException {
        testing.pool.acquire(loader, TIMEOUT, Recorder.NONE).close();
    }
}
