package io.knowstream.job;

import io.knowstream.job.config.EffectiveConfiguration;
import io.knowstream.job.config.JobConfig;
import io.knowstream.job.kafka.KafkaEnds;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What a cluster is given: reads the configuration, builds the topology on Kafka, executes it.
 *
 * <p>Fails by exception and never ends the process, which may be the cluster's own.
 */
@Command(name = "knowstream", description = "Turns a Kafka topic of documents into a knowledge graph.")
public final class Main {

    private static final Logger LOG = LoggerFactory.getLogger(Main.class);

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Configuration; conf/knowstream.yaml lists the keys.")
    private Path file;

    @Option(names = "--preset", paramLabel = "NAME", description = "The preset that the other keys start from.")
    private String preset;

    @Option(
            names = {"--set", "-D"},
            paramLabel = "KEY=VALUE",
            description = "Sets a key, above the file and the preset.")
    private Map<String, String> settings = new TreeMap<>();

    private Main() {}

    /** Runs the job until it is cancelled. */
    public static void main(String[] arguments) throws Exception {
        CommandLine.populateCommand(new Main(), arguments).run();
    }

    private void run() throws Exception {
        if (preset != null) {
            settings.put("preset", preset);
        }
        EffectiveConfiguration effective = EffectiveConfiguration.load(file, settings);
        JobConfig config = JobConfig.of(effective);
        LOG.info("Configuration:\n{}", String.join("\n", effective.describe()));
        effective.exposed().forEach(LOG::warn);
        config.kafka()
                .unresolvedSecrets()
                .forEach(each -> LOG.warn(
                        "{}, which is not there for this process: job manager and task managers must have it", each));
        if (!config.standIns().isEmpty()) {
            LOG.warn("{} have random weights: what they find means nothing", config.standIns());
        }
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(
                config.flink().toFlink());
        KafkaEnds kafka = new KafkaEnds(config.kafka());
        Pipeline.build(env, config, new Ends(kafka.documents(false), kafka.rejected(), kafka.changes()));
        env.execute("knowstream");
    }
}
