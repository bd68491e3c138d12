package io.knowstream.job.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Makes a Kafka broker that is a process of its own; it keeps its ports and its log through all its runs. */
public final class BrokerProcess {

    /** Kafka's entry point; its argument is the file of settings. */
    public static final String MAIN = "kafka.Kafka";

    /** For a broker of the size of {@link BrokerSettings}. */
    public static final List<String> JVM_OPTIONS = List.of("-Xmx320m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

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
        settings.write(file);
        return new ChildProcess("broker", JVM_OPTIONS, MAIN, List.of(file.toString()), directory.resolve("tmp"), logs);
    }
}
