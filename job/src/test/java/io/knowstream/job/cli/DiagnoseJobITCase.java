package io.knowstream.job.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.knowstream.job.Ends;
import io.knowstream.job.Pipeline;
import io.knowstream.job.TestingJob;
import io.knowstream.job.config.EffectiveConfiguration;
import io.knowstream.job.config.JobConfig;
import io.knowstream.job.kafka.KafkaEnds;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What can be wrong with a job on a real broker and a real cluster. Metrics take ten seconds until Flink shows them. */
@Timeout(240)
class DiagnoseJobITCase {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int PARALLELISM = 2;
    private static final int SENTENCES = 400;

    @TempDir
    private static Path directory;

    private static LocalBroker broker;
    private static LocalCluster cluster;

    private final List<JobClient> jobs = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        broker = LocalBroker.start(directory.resolve("broker"));
        for (String topic : List.of("documents", "documents-rejected", "graph-changes")) {
            broker.createTopic(topic, 1);
        }
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new StringSerializer(),
                new StringSerializer())) {
            // So long that reading them takes more than what happens once, such as the loading of classes.
            for (int i = 0; i < 3; i++) {
                StringBuilder text = new StringBuilder();
                for (int sentence = 0; sentence < SENTENCES; sentence++) {
                    text.append("Marie Curie worked with Pierre Curie in room %d of house %d in Paris. "
                            .formatted(sentence, i));
                }
                producer.send(new ProducerRecord<>("documents", "d" + i, "{\"content\":\"" + text + "\"}"))
                        .get();
            }
        }
        cluster = LocalCluster.start(directory.resolve("cluster"), PARALLELISM, 0);
    }

    @AfterAll
    static void stop() throws Exception {
        cluster.close();
        broker.close();
    }

    /** A job that a failed test leaves would make every other one fail. */
    @AfterEach
    void cancel() throws Exception {
        for (JobClient job : jobs) {
            if (!job.getJobStatus().get().isGloballyTerminalState()) {
                job.cancel().get();
            }
        }
    }

    @Test
    void findsMemoryAboveEightyPercentTheBottleneckIdleSubtasksAndAChangedMaxParallelism() throws Exception {
        Map<String, String> tight = Map.of("models.budget", "280 mb", "models.min-memory-threshold", "1 mb");
        JobClient job = start(config("tight", tight), null);
        CommandLineRun memory = awaited("memory", "memory.above-80-percent");
        assertThat(memory.code()).isEqualTo(1);
        assertThat(memory.out())
                .containsPattern("WARNING memory.above-80-percent: models take \\d+ MB of the 294 MB of models.budget,"
                        + " \\d+ %, more than 80 %: work queues\\.")
                .contains("Lower models.max-concurrent; use smaller models", "loaded models", "  knowstream-entities");
        assertThat(awaited("speed", "speed.bottleneck").out())
                .contains("speed.bottleneck.entity-extraction: extraction takes the most", "  inference")
                .contains("documents", "task ");

        CommandLineRun state = diagnose("state", "-D", "index.path=" + directory.resolve("index-tight"));
        assertThat(state.out()).contains("RUNNING", "0 restarts", "completed", "all files are whole");
        assertThat(state.code()).isZero();
        CommandLineRun kafka = diagnose("kafka", "-D", "kafka.bootstrap-servers=" + broker.bootstrapServers());
        assertThat(kafka.out())
                .contains("WARNING kafka.parallelism-above-partitions: the parallelism of the source is 2, more"
                        + " than the partitions of topic documents, which are 1; subtasks that read nothing: 1.");

        String savepoint = job.stopWithSavepoint(
                        false, directory.resolve("savepoints").toUri().toString(), SavepointFormatType.CANONICAL)
                .get();
        assertThat(CommandLineRun.of("diagnose", "state", "--savepoint", savepoint)
                        .code())
                .isZero();
        assertThat(CommandLineRun.of("diagnose", "state", "--savepoint", savepoint, "-D", "job.max-parallelism=64")
                        .out())
                .contains("ERROR state.max-parallelism-changed: job.max-parallelism is 64, and savepoint " + savepoint
                        + " was made with 128: state cannot be restored at another.");
        Map<String, String> changed = new TreeMap<>(tight);
        changed.put("job.max-parallelism", "64");
        start(config("tight", changed), savepoint);
        assertThat(awaited("state", "state.max-parallelism-changed").out())
                .contains("job.max-parallelism is 64, and what job knowstream restores was made with 128");
    }

    @Test
    void findsNothingWrongWithTheMemoryOfAJobAsItShips() throws Exception {
        start(config("shipped", Map.of()), null);
        CommandLineRun memory = awaited("memory", "peak");
        assertThat(memory.out()).contains(" of 537 MB (", "loaded models", "Nothing is wrong.");
        assertThat(memory.code()).isZero();
    }

    @Test
    void findsCheckpointsThatFailAndWhy() throws Exception {
        JobClient job = start(config("checkpoints", Map.of()), null);
        Path checkpoints =
                directory.resolve("cluster/checkpoints").resolve(job.getJobID().toString());
        await().atMost(PATIENCE).until(() -> Files.exists(checkpoints));
        try (Stream<Path> files = Files.walk(checkpoints)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(path -> path.toFile().delete());
        }
        Files.createFile(checkpoints);
        // Flink's answers about checkpoints are up to three seconds older than its metrics.
        awaited("state", "state.checkpoints-failing");
        CommandLineRun run = awaited("state", "IO-problem detected");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out())
                .containsPattern(
                        "ERROR state.checkpoints-failing: the last \\d+ checkpoints failed, completed before: 0;"
                                + " they go to file:\\S+/cluster/checkpoints; the last reason: \\S+ .*IO-problem detected\\.");
    }

    @Test
    void findsABudgetAboveTheOffHeapMemory() throws Exception {
        Configuration flink = new Configuration()
                .set(RestOptions.ADDRESS, "localhost")
                .set(RestOptions.BIND_PORT, "0")
                .set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(64))
                .set(TaskManagerOptions.TASK_OFF_HEAP_MEMORY, MemorySize.ofMebiBytes(256));
        try (MiniCluster small = new MiniCluster(new MiniClusterConfiguration.Builder()
                .setConfiguration(flink)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(1)
                .build())) {
            small.start();
            URI address = small.getRestAddress().get();
            CommandLineRun before = awaited(address, "config", "config.budget-above-off-heap");
            assertThat(before.code()).isEqualTo(1);
            assertThat(before.out())
                    .containsPattern("ERROR config.budget-above-off-heap: models.budget is 536870912 bytes, and task"
                            + " manager \\S+ leaves 268435456 bytes to models");
            JobConfig config = config("off-heap", Map.of());
            StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment(
                    config.flink().toFlink());
            environment.setParallelism(1);
            KafkaEnds kafka = new KafkaEnds(config.kafka());
            Pipeline.build(environment, config, new Ends(kafka.documents(false), kafka.rejected(), kafka.changes()));
            small.submitJob(environment.getStreamGraph()).get();
            CommandLineRun memory = awaited(address, "memory", "memory.budget-above-off-heap");
            assertThat(memory.code()).isEqualTo(1);
            assertThat(memory.out())
                    .contains("ERROR memory.budget-above-off-heap: models.budget is 536870912 bytes, and"
                            + " taskmanager.memory.task.off-heap.size leaves 268435456 bytes to models: the job cannot"
                            + " start.");
        }
    }

    private JobClient start(JobConfig config, String savepoint) throws Exception {
        JobClient job = TestingJob.start(cluster, config, PARALLELISM, savepoint);
        jobs.add(job);
        return job;
    }

    private static JobConfig config(String name, Map<String, String> more) {
        Map<String, String> settings = new TreeMap<>(Map.of(
                "kafka.bootstrap-servers",
                broker.bootstrapServers(),
                "kafka.transactional-id-prefix",
                name,
                "checkpoint.interval",
                "1 s",
                "index.path",
                directory.resolve("index-" + name).toString()));
        settings.putAll(more);
        return JobConfig.of(EffectiveConfiguration.load(null, settings));
    }

    private static CommandLineRun awaited(String area, String code) {
        return awaited(cluster.webUi(), area, code);
    }

    /** Asks until a code is found. */
    private static CommandLineRun awaited(URI flink, String area, String code) {
        CommandLineRun[] last = new CommandLineRun[1];
        await().atMost(PATIENCE).pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> {
            last[0] = diagnose(flink, area);
            assertThat(last[0].out() + last[0].err()).contains(code);
        });
        return last[0];
    }

    private static CommandLineRun diagnose(String area, String... more) {
        return diagnose(cluster.webUi(), area, more);
    }

    private static CommandLineRun diagnose(URI flink, String area, String... more) {
        List<String> arguments = new ArrayList<>(List.of("diagnose", area, "--flink", flink.toString()));
        arguments.addAll(List.of(more));
        return CommandLineRun.of(arguments.toArray(String[]::new));
    }
}
