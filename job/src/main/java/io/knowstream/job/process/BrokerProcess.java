package io.knowstream.job.process;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Makes a Kafka broker that is a process of its own; it keeps its ports and its log through all its runs. */
public final class BrokerProcess {

    private BrokerProcess() {}

    /**
     * Makes the directory of a broker and describes its process.
     *
     * @param settings with a directory that is empty or not there yet
     * @param directory of its own, beside the broker's log
     * @param logs directory of logs
     */
    public static ChildProcess create(BrokerSettings settings, Path directory, Path logs) throws IOException {
        settings.format();
        Path file = Files.createDirectories(directory).resolve("server.properties");
        try (Writer out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            settings.toKafka().store(out, null);
        }
        return new ChildProcess(
                "broker",
                List.of("-Xmx320m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
                "kafka.Kafka",
                List.of(file.toString()),
                directory.resolve("tmp"),
                logs);
    }
}
