package io.knowstream.job.cli;

import io.knowstream.job.config.JobConfig;
import io.knowstream.job.kafka.DocumentLines;
import io.knowstream.job.kafka.JsonLinesSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code publish}: a file of documents to the topic that the job reads. */
@Command(
        name = "publish",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Publishes a file of documents, one JSON object a line, each under its id as the key.",
            "Lines are sent as they are: what is no valid document is for the job to reject.",
            ""
        })
final class PublishCommand implements Callable<Integer> {

    private static final int MAX_RECORD_BYTES = JsonLinesSource.LONGEST_LINE;
    private static final int SHOW_EVERY = 1_000;

    @Option(
            names = "--input",
            required = true,
            paramLabel = "FILE",
            description = "Documents (.gz is unpacked); - reads standard input.")
    private String input;

    @Option(
            names = "--topic",
            paramLabel = "NAME",
            description = "Default: kafka.topics.documents of the configuration.")
    private String topic;

    @Mixin
    private BrokerArguments brokers;

    @Mixin
    private Verbosity verbosity;

    @Override
    public Integer call() throws Exception {
        JobConfig config = brokers.load("kafka.topics.documents", topic);
        try (WorkDirectory work = WorkDirectory.create();
                Terminal terminal = Terminal.open()) {
            long sent = publish(InputFile.of(input, work.path()), config, terminal);
            terminal.close();
            System.err.println("published " + sent + " records to "
                    + config.kafka().documents() + " at " + config.kafka().bootstrapServers());
            return 0;
        }
    }

    /** Publishes every line that is not white; returns when the brokers have all of them. */
    static long publish(InputFile documents, JobConfig config, Terminal terminal) throws IOException {
        Map<String, Object> properties = config.kafka().clientProperties();
        properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_RECORD_BYTES);
        properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 2L * MAX_RECORD_BYTES);
        AtomicReference<String> failure = new AtomicReference<>();
        long sent = 0;
        try (KafkaProducer<byte[], byte[]> producer =
                        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
                DocumentLines lines = new DocumentLines(documents.open(), config.limits())) {
            for (DocumentLines.Line line = lines.read(); line != null && failure.get() == null; line = lines.read()) {
                long number = line.number();
                byte[] key =
                        line.documentId() == null ? null : line.documentId().getBytes(StandardCharsets.UTF_8);
                producer.send(new ProducerRecord<>(config.kafka().documents(), key, line.value()), (metadata, e) -> {
                    if (e != null) {
                        failure.compareAndSet(null, "line " + number + ": " + e.getMessage());
                    }
                });
                if (++sent % SHOW_EVERY == 0) {
                    terminal.show("%,d records sent", sent);
                }
            }
            producer.flush();
        }
        if (failure.get() != null) {
            throw new IOException("not everything could be published; " + failure.get());
        }
        return sent;
    }
}
