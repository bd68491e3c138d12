package io.knowstream.inference.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoadCostsTest {

    private static final ModelKey KEY = new ModelKey(String.class, "f1");

    @TempDir
    Path directory;

    @Test
    void areRememberedBetweenRuns() {
        Path file = directory.resolve("state/costs.json");
        new LoadCosts(file).record(KEY, "a", 42);

        LoadCosts next = new LoadCosts(file);

        assertThat(next.remembered(KEY)).isEqualTo(42);
        assertThat(next.remembered(new ModelKey(Integer.class, "f1"))).isZero();
    }

    @Test
    void theGreatestOfTheLastFourCounts() {
        LoadCosts costs = new LoadCosts(null);
        costs.record(KEY, "a", 100);
        for (int i = 1; i <= 3; i++) {
            costs.record(KEY, "a", i);
            assertThat(costs.remembered(KEY)).isEqualTo(100);
        }

        costs.record(KEY, "a", 4);

        assertThat(costs.remembered(KEY)).isEqualTo(4);
    }

    @Test
    void anUnreadableFileIsBegunAnew() throws Exception {
        for (String content : List.of("", "{\"version\":1,", "[]", "{\"version\":9,\"costs\":{}}", "null")) {
            Path file = directory.resolve("costs.json");
            Files.writeString(file, content, StandardCharsets.UTF_8);
            LoadCosts costs = new LoadCosts(file);
            assertThat(costs.remembered(KEY)).isZero();

            costs.record(KEY, "a", 42);

            assertThat(new LoadCosts(file).remembered(KEY))
                    .as("after %s", content)
                    .isEqualTo(42);
        }
    }

    @Test
    void entriesThatMakeNoSenseAreLeftOut() throws Exception {
        Path file = directory.resolve("costs.json");
        Files.writeString(
                file,
                "{\"version\":1,\"costs\":{\"String f1\":{\"name\":\"a\",\"bytes\":[-1]},"
                        + "\"String f2\":{\"name\":\"b\",\"bytes\":[7]},\"String f3\":null}}",
                StandardCharsets.UTF_8);

        LoadCosts costs = new LoadCosts(file);

        assertThat(costs.remembered(KEY)).isZero();
        assertThat(costs.remembered(new ModelKey(String.class, "f2"))).isEqualTo(7);
    }

    @Test
    void writersAtTheSameTimeLeaveAWholeFile() throws Exception {
        Path file = directory.resolve("costs.json");
        ExecutorService executor = Executors.newFixedThreadPool(4);
        List<Future<?>> writers = new ArrayList<>();
        for (int writer = 0; writer < 4; writer++) {
            ModelKey key = new ModelKey(String.class, "w" + writer);
            writers.add(executor.submit(() -> {
                for (int i = 0; i < 50; i++) {
                    new LoadCosts(file).record(key, "a", i);
                }
            }));
        }
        for (Future<?> writer : writers) {
            writer.get(30, TimeUnit.SECONDS);
        }
        executor.shutdown();

        String content = Files.readString(file, StandardCharsets.UTF_8);
        assertThat(content).contains("\"version\" : 1").endsWith("}");
        try (var files = Files.list(directory)) {
            assertThat(files).containsExactly(file);
        }
    }
}
