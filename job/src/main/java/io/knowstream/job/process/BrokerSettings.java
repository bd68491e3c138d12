package io.knowstream.job.process;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * A Kafka broker that is its own controller, of a size for one machine: few partitions of internal topics, no
 * replication, the loopback interface only.
 *
 * @param directory its log
 * @param port of the broker
 * @param controllerPort of the controller
 */
public record BrokerSettings(Path directory, int port, int controllerPort) {

    private static final int NODE_ID = 1;

    /** Large enough for records that the job must reject. */
    private static final int MAX_RECORD_BYTES = 128 << 20;

    /** The default of Kafka, 128 MiB, is more than all the rest of a broker of this size. */
    private static final int CLEANER_BYTES = 8 << 20;

    /** {@code host:port} for clients. */
    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    /** Kafka's own settings. */
    public Properties toKafka() {
        String controller = "127.0.0.1:" + controllerPort;
        Properties properties = new Properties();
        properties.putAll(Map.ofEntries(
                Map.entry("process.roles", "broker,controller"),
                Map.entry("node.id", Integer.toString(NODE_ID)),
                Map.entry("controller.quorum.voters", NODE_ID + "@" + controller),
                Map.entry("listeners", "PLAINTEXT://" + bootstrapServers() + ",CONTROLLER://" + controller),
                Map.entry("advertised.listeners", "PLAINTEXT://" + bootstrapServers()),
                Map.entry("controller.listener.names", "CONTROLLER"),
                Map.entry("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT"),
                Map.entry("log.dirs", directory.toString()),
                Map.entry("auto.create.topics.enable", "false"),
                Map.entry("message.max.bytes", Integer.toString(MAX_RECORD_BYTES)),
                Map.entry("socket.request.max.bytes", Integer.toString(2 * MAX_RECORD_BYTES)),
                Map.entry("log.cleaner.dedupe.buffer.size", Integer.toString(CLEANER_BYTES)),
                Map.entry("offsets.topic.num.partitions", "1"),
                Map.entry("offsets.topic.replication.factor", "1"),
                Map.entry("transaction.state.log.num.partitions", "1"),
                Map.entry("transaction.state.log.replication.factor", "1"),
                Map.entry("transaction.state.log.min.isr", "1"),
                Map.entry("group.initial.rebalance.delay.ms", "0")));
        return properties;
    }

    /** Writes {@link #toKafka} as Kafka reads it, in the order of the keys and without a time. */
    public void write(Path file) throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        toKafka().store(text, null);
        Files.write(
                file,
                text.toString(StandardCharsets.ISO_8859_1)
                        .lines()
                        .filter(line -> !line.startsWith("#"))
                        .sorted()
                        .toList(),
                StandardCharsets.ISO_8859_1);
    }

    /** Whether the directory is a broker's already. */
    public boolean isFormatted() {
        return Files.exists(directory.resolve("meta.properties"));
    }

    /** Makes a broker's directory, which must be empty or not be there yet. */
    public void format() {
        try (PrintStream silent = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
            new Formatter()
                    .setPrintStream(silent)
                    .setNodeId(NODE_ID)
                    .setClusterId(Uuid.randomUuid().toString())
                    .setControllerListenerName("CONTROLLER")
                    .setMetadataLogDirectory(directory.toString())
                    .addDirectory(directory.toString())
                    .run();
        } catch (Exception e) {
            throw new IllegalStateException("cannot make a broker's directory of " + directory, e);
        }
    }
}
