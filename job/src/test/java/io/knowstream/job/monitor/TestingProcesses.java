package io.knowstream.job.monitor;

import io.knowstream.job.Ends;
import io.knowstream.job.Pipeline;
import io.knowstream.job.config.EffectiveConfiguration;
import io.knowstream.job.config.JobConfig;
import io.knowstream.job.kafka.KafkaConfig;
import io.knowstream.job.kafka.KafkaEnds;
import io.knowstream.job.process.BrokerProcess;
import io.knowstream.job.process.BrokerSettings;
import io.knowstream.job.process.ChildProcess;
import io.knowstream.job.process.FreePorts;
import io.knowstream.job.process.ProcessCluster;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.flink.client.deployment.StandaloneClusterId;
import org.apache.flink.client.deployment.executors.PipelineExecutorUtils;
import org.apache.flink.client.program.rest.RestClusterClient;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The whole job on a broker and a Flink cluster that are processes of this machine and show their metrics. */
public final class TestingProcesses implements AutoCloseable {

    private static final List<String> JVM_OPTIONS = List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");
    private static final int PARTITIONS = 2;
    private static final Duration STARTED = Duration.ofMinutes(5);
    private static final Duration RETRY_DELAY = Duration.ofSeconds(1);

    private final JobConfig config;
    private final ChildProcess broker;
    private final ProcessCluster cluster;

    private TestingProcesses(JobConfig config, ChildProcess broker, ProcessCluster cluster) {
        this.config = config;
        this.broker = broker;
        this.cluster = cluster;
    }

    /**
     * Starts broker, cluster and job.
     *
     * @param taskManagers processes of one slot each; the job has as many subtasks
     * @param set keys of the job's configuration that differ from the defaults
     */
    public static TestingProcesses start(Path directory, int taskManagers, Map<String, String> set) throws Exception {
        List<Integer> ports = FreePorts.find(2);
        BrokerSettings settings = new BrokerSettings(directory.resolve("kafka/log"), ports.get(0), ports.get(1));
        Map<String, String> keys = new HashMap<>(set);
        keys.put("kafka.bootstrap-servers", settings.bootstrapServers());
        keys.put("index.path", directory.resolve("index").toString());
        JobConfig config = JobConfig.of(EffectiveConfiguration.load(null, keys));
        Path logs = directory.resolve("logs");
        TestingProcesses processes = new TestingProcesses(
                config,
                BrokerProcess.create(settings, directory.resolve("kafka"), logs),
                new ProcessCluster(
                        directory.resolve("flink"),
                        logs,
                        taskManagers,
                        JVM_OPTIONS,
                        ProcessCluster.showingMetrics(small(config))));
        try {
            processes.broker.start();
            processes.cluster.start();
            processes.createTopics();
            submit(processes.cluster, config, taskManagers);
            return processes;
        } catch (Throwable e) {
            processes.close();
            throw e;
        }
    }

    /** Settings of a cluster whose processes take little memory beside that of the models, a slot each. */
    public static Configuration small(JobConfig config) {
        return new Configuration()
                .set(JobManagerOptions.JVM_HEAP_MEMORY, MemorySize.ofMebiBytes(256))
                .set(TaskManagerOptions.NUM_TASK_SLOTS, 1)
                .set(TaskManagerOptions.TASK_HEAP_MEMORY, MemorySize.ofMebiBytes(256))
                .set(
                        TaskManagerOptions.TASK_OFF_HEAP_MEMORY,
                        new MemorySize(config.inference().pool().budgetBytes()))
                .set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(64))
                .set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(64))
                .set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(64));
    }

    private void createTopics() throws Exception {
        KafkaConfig kafka = config.kafka();
        try (Admin admin =
                Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, (Object) kafka.bootstrapServers()))) {
            admin.createTopics(Stream.of(kafka.documents(), kafka.rejected(), kafka.changes())
                            .map(name -> new NewTopic(name, PARTITIONS, (short) 1))
                            .toList())
                    .all()
                    .get();
        }
    }

    /** Submits the job as it is in production to a cluster that may still be starting. */
    public static void submit(ProcessCluster cluster, JobConfig config, int parallelism) throws Exception {
        Configuration flink = config.flink().toFlink();
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(flink);
        env.setParallelism(parallelism);
        KafkaEnds kafka = new KafkaEnds(config.kafka());
        Pipeline.build(env, config, new Ends(kafka.documents(false), kafka.rejected(), kafka.changes()));
        // The client tries again by itself, by default not as long as a busy machine takes to start a job manager.
        Configuration patient = new Configuration(cluster.client())
                .set(RestOptions.RETRY_DELAY, RETRY_DELAY)
                .set(RestOptions.RETRY_MAX_ATTEMPTS, (int) (STARTED.toMillis() / RETRY_DELAY.toMillis()));
        try (RestClusterClient<StandaloneClusterId> client =
                new RestClusterClient<>(patient, StandaloneClusterId.getInstance())) {
            StreamGraph graph = PipelineExecutorUtils.getStreamGraph(env.getStreamGraph(), flink);
            graph.serializeUserDefinedInstances();
            client.submitJob(graph).get(STARTED.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** The configuration of the job. */
    public JobConfig config() {
        return config;
    }

    /** The cluster. */
    public ProcessCluster cluster() {
        return cluster;
    }

    /** Sends records to the documents topic; returns when the broker has them. */
    public void publish(List<String> records) {
        publish(config.kafka(), records);
    }

    /** The same on any broker. */
    static void publish(KafkaConfig kafka, List<String> records) {
        Map<String, Object> settings = Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers());
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (String each : records) {
                producer.send(new ProducerRecord<>(kafka.documents(), each.getBytes(StandardCharsets.UTF_8)));
            }
        }
    }

    /** Kills all processes. */
    @Override
    public void close() {
        cluster.close();
        broker.close();
    }
}
