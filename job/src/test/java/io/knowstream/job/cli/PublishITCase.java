package io.knowstream.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class PublishITCase {

    @TempDir
    private Path directory;

    @Test
    void sendsEveryLineAsItIsUnderItsId() throws Exception {
        Path input = Files.writeString(
                directory.resolve("in.jsonl"),
                "{\"id\":\"ä\",\"content\":\"x\"}\n\nnothing\n{\"id\":\"b\",\"content\":\"\"}\n",
                StandardCharsets.UTF_8);
        try (LocalBroker broker = LocalBroker.start(directory.resolve("broker"))) {
            broker.createTopic("texts", 1);
            CommandLineRun run = CommandLineRun.of(
                    "publish",
                    "--input",
                    input.toString(),
                    "--topic",
                    "texts",
                    "--bootstrap-servers",
                    broker.bootstrapServers());
            assertThat(run.code()).isZero();
            assertThat(run.err()).startsWith("published 3 records to texts at " + broker.bootstrapServers());
            assertThat(read(broker, 3))
                    .containsExactly(
                            "ä={\"id\":\"ä\",\"content\":\"x\"}", "null=nothing", "b={\"id\":\"b\",\"content\":\"\"}");
        }
    }

    private static List<String> read(LocalBroker broker, int count) {
        List<String> records = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new StringDeserializer(),
                new StringDeserializer())) {
            TopicPartition partition = new TopicPartition("texts", 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            while (records.size() < count) {
                consumer.poll(Duration.ofMillis(200))
                        .forEach(record -> records.add(record.key() + "=" + record.value()));
            }
        }
        return records;
    }
}
