package io.knowstream.job.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;

/** Flink's configuration file of a cluster on one machine. */
public final class FlinkFile {

    /** What the serializers of Flink and the job reach into the JDK for. */
    public static final List<String> OPENS = List.of(
            "--add-opens=java.base/java.util=ALL-UNNAMED",
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "--add-opens=java.base/java.time=ALL-UNNAMED");

    private FlinkFile() {}

    /**
     * What job manager, task managers and clients of one machine have in common: everything on the loopback interface.
     *
     * @param data directory for checkpoints and savepoints
     * @param restPort of the job manager
     */
    public static Configuration onThisMachine(Path data, int restPort) {
        return new Configuration()
                .set(CoreOptions.FLINK_JVM_OPTIONS, String.join(" ", OPENS))
                .set(JobManagerOptions.ADDRESS, "127.0.0.1")
                .set(JobManagerOptions.BIND_HOST, "127.0.0.1")
                .set(RestOptions.ADDRESS, "127.0.0.1")
                .set(RestOptions.BIND_ADDRESS, "127.0.0.1")
                .set(RestOptions.PORT, restPort)
                .set(RestOptions.BIND_PORT, Integer.toString(restPort))
                .set(TaskManagerOptions.HOST, "127.0.0.1")
                .set(TaskManagerOptions.BIND_HOST, "127.0.0.1")
                .set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, uri(data.resolve("checkpoints")))
                .set(CheckpointingOptions.SAVEPOINT_DIRECTORY, uri(data.resolve("savepoints")));
    }

    /** As Flink writes and reads it: a space in it stays one. */
    static String uri(Path path) {
        return new org.apache.flink.core.fs.Path(path.toAbsolutePath().toUri()).toString();
    }

    /**
     * Writes settings in the order of their keys.
     *
     * @param conf the directory of the file, made where it is not there
     */
    public static void write(Configuration settings, Path conf) throws IOException {
        PrivateFile.write(
                Files.createDirectories(conf).resolve(GlobalConfiguration.FLINK_CONF_FILENAME), yaml(settings.toMap()));
    }

    /** A line for each setting, in the order of the keys: text is taken as it is. */
    public static String yaml(Map<String, String> settings) {
        StringBuilder yaml = new StringBuilder();
        new TreeMap<>(settings).forEach((key, value) -> yaml.append(key)
                .append(": '")
                .append(value.replace("'", "''"))
                .append("'\n"));
        return yaml.toString();
    }
}
