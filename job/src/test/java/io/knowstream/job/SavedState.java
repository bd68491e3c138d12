package io.knowstream.job;

import static org.awaitility.Awaitility.await;

import io.knowstream.documents.ModelMemory;
import io.knowstream.job.cli.LocalCluster;
import io.knowstream.job.config.EffectiveConfiguration;
import io.knowstream.job.config.JobConfig;
import io.knowstream.job.kafka.RawRecord;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource.NumberSequenceSplit;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiter;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/**
 * A savepoint of the whole job with the index beside it, as a version of the job leaves them: {@link #main} makes a new
 * one, {@link SavedStateITCase} restores what earlier versions made.
 *
 * <p>The records are fixed: what a savepoint has seen are the first ones, under limited memory, so that documents are in
 * line to be extracted again; the others come after its restore.
 */
final class SavedState {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** What a savepoint has seen. */
    private static final List<String> BEFORE = List.of(
            "{\"id\":\"curie\",\"title\":\"Marie Curie\",\"version\":1,\"content\":\"Marie Curie was born in Warsaw, Poland, on 7"
                    + " November 1867. She worked in Paris with Pierre Curie.\"}",
            "{\"id\":\"turing\",\"content\":\"Alan Turing worked at Bletchley Park. Turing was born in London.\"}",
            "{\"id\":\"tower\",\"version\":1,\"content\":\"The Eiffel Tower in London was completed.\"}",
            "{\"id\":\"tower\",\"version\":2,\"content\":\"The Eiffel Tower in Paris was completed in 1889. Gustave Eiffel's"
                    + " company built it.\"}",
            "{\"id\":\"gone\",\"version\":3,\"content\":\"Ada Lovelace lived in London.\"}",
            "{\"id\":\"gone\",\"version\":4,\"deleted\":true}",
            "{\"id\":\"lovelace\",\"metadata\":{\"k\":\"v\"},\"content\":\"Ada Lovelace was born in London, England.\"}");

    /** What comes after its restore: a late record, a repeated one, a change, a deletion, a bad one, a new one. */
    private static final List<String> AFTER = List.of(
            "{\"id\":\"gone\",\"version\":3,\"content\":\"Ada Lovelace lived in London.\"}",
            BEFORE.get(1),
            "{\"id\":\"tower\",\"version\":3,\"content\":\"The Eiffel Tower stands in Paris, France.\"}",
            "{\"id\":\"lovelace\",\"deleted\":true}",
            "{",
            "{\"id\":\"einstein\",\"content\":\"Albert Einstein was born in Ulm, Germany. A. Turing worked in England, and"
                    + " M. Curie in Paris.\"}");

    /** What survives both. */
    static final List<String> SURVIVING = List.of(BEFORE.get(0), BEFORE.get(1), AFTER.get(2), AFTER.get(5));

    private static final int DOCUMENTS_BEFORE = 4;

    private static volatile CompletableFuture<Void> gate = new CompletableFuture<>();
    private static volatile ModelMemory.Level level = ModelMemory.Level.LIMITED;

    private SavedState() {}

    /** Makes a savepoint; the argument is a directory that is not there yet. */
    public static void main(String[] args) throws Exception {
        Path made = Files.createDirectories(Path.of(args[0]));
        Path work = Files.createTempDirectory("saved-state");
        Path index = work.resolve("index");
        try (LocalCluster cluster = LocalCluster.start(work.resolve("flink"), 1, 0)) {
            JobClient job = start(cluster, config(index, Map.of()), null);
            await().atMost(PATIENCE).until(() -> TestingJob.documents(index) == DOCUMENTS_BEFORE);
            String savepoint = job.stopWithSavepoint(
                            false, work.resolve("savepoints").toUri().toString(), SavepointFormatType.CANONICAL)
                    .get();
            copy(Path.of(URI.create(savepoint)), made.resolve("savepoint"));
            copy(index, made.resolve("index"));
        }
        try (Stream<Path> left = Files.walk(work)) {
            left.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
        }
    }

    /** Restores a savepoint, where memory is available, and lets the records that are left come, to their end. */
    static void finish(LocalCluster cluster, JobConfig config, Path savepoint) throws Exception {
        gate = CompletableFuture.completedFuture(null);
        level = ModelMemory.Level.AVAILABLE;
        start(cluster, config, savepoint.toUri().toString())
                .getJobExecutionResult()
                .get();
    }

    /** The configuration of {@link #main}, changed as given. No document in line goes before the end of the input. */
    static JobConfig config(Path index, Map<String, String> changes) {
        Map<String, String> settings = new TreeMap<>(changes);
        settings.put("index.path", index.toString());
        settings.put("index.shards", "1");
        settings.put("checkpoint.interval", "500 ms");
        settings.put("models.when-limited", "degrade");
        settings.put("reprocess.rate", "0.001");
        return JobConfig.of(EffectiveConfiguration.load(null, settings));
    }

    static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> found = Files.walk(from)) {
            for (Path path : found.toList()) {
                Path target = to.resolve(from.relativize(path).toString());
                if (Files.isDirectory(path)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(path, target);
                }
            }
        }
    }

    private static JobClient start(LocalCluster cluster, JobConfig config, String restore) throws Exception {
        Configuration flink = config.flink().toFlink();
        if (restore != null) {
            flink.set(StateRecoveryOptions.SAVEPOINT_PATH, restore);
        }
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(flink);
        env.setParallelism(1);
        Pipeline.build(env, config, new Ends(records(), new DiscardingSink<>(), null), Memory::new);
        return cluster.submit(env);
    }

    private static Source<RawRecord, ?, ?> records() {
        List<String> lines = new ArrayList<>(BEFORE);
        lines.addAll(AFTER);
        return new DataGeneratorSource<>(
                number -> new RawRecord(
                        "saved", 0, number, null, lines.get(number.intValue()).getBytes(StandardCharsets.UTF_8)),
                lines.size(),
                readers -> new Gate(),
                TypeInformation.of(RawRecord.class));
    }

    /** Lets the first records through, and the others when it is open. */
    private static final class Gate implements RateLimiter<NumberSequenceSplit> {
        private int taken;

        @Override
        public CompletionStage<Void> acquire(int records) {
            taken += records;
            return taken <= BEFORE.size() ? CompletableFuture.completedFuture(null) : gate;
        }
    }

    private static final class Memory implements ModelMemory {
        @Override
        public Level level() {
            return level;
        }

        @Override
        public void close() {}
    }
}
