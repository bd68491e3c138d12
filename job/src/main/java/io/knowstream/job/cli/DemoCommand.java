package io.knowstream.job.cli;

import io.knowstream.index.GraphCounts;
import io.knowstream.index.GraphReader;
import io.knowstream.job.Ends;
import io.knowstream.job.Pipeline;
import io.knowstream.job.config.JobConfig;
import io.knowstream.job.kafka.KafkaEnds;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code demo}: everything in one process, to be watched. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Starts a Kafka broker and a Flink cluster with web UI and Prometheus endpoint in one process, publishes"
                    + " documents, shows the graph as it grows, and then how to query it. Ends with Ctrl-C.",
            ""
        })
final class DemoCommand implements Callable<Integer> {

    /** Where the last demo left its graph. */
    static final Path DATA = Home.directory().resolve("demo");

    static final String DOCUMENTS = "/io/knowstream/demo/documents.jsonl";
    private static final Map<String, String> DEFAULTS = Map.of("checkpoint.interval", "1 s");
    private static final int PARTITIONS = 2;
    private static final long POLL_MILLIS = 250;
    private static final int QUIET_CHECKPOINTS = 2;

    @Option(names = "--exit", description = "Ends when all documents are through.")
    private boolean exit;

    @Option(names = "--data", paramLabel = "DIR", description = "Where the graph is kept. Default: .knowstream/demo.")
    private Path data = DATA;

    @Option(
            names = "--port",
            defaultValue = "0",
            paramLabel = "PORT",
            description = "Port of the Flink web UI. Default: a free one.")
    private int port;

    @Option(
            names = "--parallelism",
            defaultValue = "2",
            paramLabel = "N",
            description = "Parallelism of the job. Default: 2.")
    private int parallelism;

    @Mixin
    private ConfigurationArguments configuration;

    @Mixin
    private Verbosity verbosity;

    private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);

    @Override
    public Integer call() throws Exception {
        try (WorkDirectory work = WorkDirectory.create();
                Terminal terminal = Terminal.open()) {
            terminal.show("starting Kafka and Flink");
            DataDirectory.prepare(data);
            CompletableFuture<LocalBroker> starting = CompletableFuture.supplyAsync(
                    () -> LocalBroker.start(work.path().resolve("broker")));
            try (LocalCluster cluster = LocalCluster.start(work.directory("flink"), parallelism, port);
                    LocalBroker broker = starting.get()) {
                run(cluster, broker, work, terminal);
            }
            return 0;
        }
    }

    private void run(LocalCluster cluster, LocalBroker broker, WorkDirectory work, Terminal terminal) throws Exception {
        JobConfig config = configuration.load(
                DEFAULTS,
                Map.of(
                        "kafka.bootstrap-servers", broker.bootstrapServers(),
                        "index.path", DataDirectory.index(data).toString()));
        for (String topic : List.of(
                config.kafka().documents(),
                config.kafka().rejected(),
                config.kafka().changes())) {
            broker.createTopic(topic, PARTITIONS);
        }
        terminal.close();
        out.println("Kafka    " + broker.bootstrapServers());
        out.println("Flink    " + cluster.webUi());
        out.println("Metrics  " + cluster.metrics());
        terminal.show("starting the job");
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment(
                config.flink().toFlink());
        environment.setParallelism(parallelism);
        KafkaEnds kafka = new KafkaEnds(config.kafka());
        Pipeline.build(environment, config, new Ends(kafka.documents(false), kafka.rejected(), kafka.changes()));
        JobClient job = cluster.submit(environment);
        long published = publish(work, config, terminal);
        terminal.close();
        out.println("sent     " + published + " documents to topic "
                + config.kafka().documents());
        try (GraphReader reader = awaitGraph(job, published, config, terminal)) {
            terminal.close();
            new DemoTour(reader, out, data.equals(DATA) ? "" : " --data " + data).show();
        }
        if (exit) {
            job.cancel().get();
        } else {
            out.println();
            out.println("The job goes on; watch it at " + cluster.webUi() + ". Publish more with");
            out.println("  ./knowstream publish --input FILE --bootstrap-servers " + broker.bootstrapServers());
            out.println("Ctrl-C ends.");
            job.getJobExecutionResult().get();
        }
    }

    private static long publish(WorkDirectory work, JobConfig config, Terminal terminal) throws IOException {
        Path file = work.path().resolve("documents.jsonl");
        try (InputStream in = DemoCommand.class.getResourceAsStream(DOCUMENTS)) {
            Files.copy(in, file);
        }
        return PublishCommand.publish(new InputFile(file, "documents.jsonl"), config, terminal);
    }

    /**
     * Waits for a graph with all documents that has not changed for some checkpoints: entities of the last document may
     * be published one checkpoint after it, and a checkpoint without changes publishes nothing.
     */
    private GraphReader awaitGraph(JobClient job, long documents, JobConfig config, Terminal terminal)
            throws Exception {
        long settled = QUIET_CHECKPOINTS * config.flink().checkpointInterval().toNanos();
        GraphReader reader = null;
        GraphCounts last = new GraphCounts(0, 0, 0, 0);
        long changed = System.nanoTime();
        while (true) {
            requireRunning(job);
            try {
                boolean newer = reader == null;
                reader = reader == null ? GraphReader.open(config.index().path()) : reader;
                newer |= reader.refresh();
                GraphCounts counts = reader.counts();
                if (newer) {
                    changed = System.nanoTime();
                }
                if (counts.documents() == documents && System.nanoTime() - changed > settled) {
                    return reader;
                }
                if (!counts.equals(last)) {
                    terminal.close();
                    new Answers(out)
                            .print(
                                    "graph    %d documents, %d chunks, %d entities, %d relationships",
                                    counts.documents(), counts.chunks(), counts.entities(), counts.relationships());
                }
                last = counts;
            } catch (IOException e) {
                // No checkpoint has completed yet.
                terminal.show("waiting for the first checkpoint");
            }
        }
    }

    private static void requireRunning(JobClient job) throws Exception {
        try {
            job.getJobExecutionResult().get(POLL_MILLIS, TimeUnit.MILLISECONDS);
            throw new IllegalStateException("the job ended before all documents were through");
        } catch (TimeoutException e) {
            // It runs.
        }
    }
}
