package io.knowstream.job.cli;

import io.knowstream.job.process.BrokerSettings;
import io.knowstream.job.process.FreePorts;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.utils.Time;

/**
 * A real Kafka broker, its own controller, in this process: for the demo and for tests.
 *
 * <p>It listens on free ports and keeps its log in a directory of its own.
 */
public final class LocalBroker implements AutoCloseable {

    private final Properties properties;
    private final String bootstrapServers;
    private KafkaRaftServer server;

    private LocalBroker(Properties properties, String bootstrapServers) {
        this.properties = properties;
        this.bootstrapServers = bootstrapServers;
        restart();
    }

    /** Starts a broker whose log is in {@code directory}, which must be empty or not be there yet. */
    public static LocalBroker start(Path directory) {
        List<Integer> ports = FreePorts.find(2);
        BrokerSettings settings = new BrokerSettings(directory, ports.get(0), ports.get(1));
        settings.format();
        return new LocalBroker(settings.toKafka(), settings.bootstrapServers());
    }

    /** Starts a broker again that was closed: with what it holds, on the ports that it had. */
    public void restart() {
        server = new KafkaRaftServer(new KafkaConfig(properties, false), Time.SYSTEM);
        server.startup();
    }

    /** {@code host:port}. */
    public String bootstrapServers() {
        return bootstrapServers;
    }

    /** Makes a topic, where there is none of the name yet. */
    public void createTopic(String name, int partitions) throws InterruptedException {
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers))) {
            admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1)))
                    .all()
                    .get();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw new IllegalStateException("cannot make topic " + name, e.getCause());
            }
        }
    }

    /** Stops the broker; its directory stays. */
    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }
}
