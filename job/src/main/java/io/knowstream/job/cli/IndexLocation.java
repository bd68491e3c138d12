package io.knowstream.job.cli;

import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.plugin.PluginUtils;
import picocli.CommandLine.Option;

/** Where an index is: the options of every command that opens one that is there. */
final class IndexLocation {

    private static final String SCHEME = "://";

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The directory that extract or demo was given. Default: that of the last demo.")
    private Path data;

    @Option(names = "--index", paramLabel = "PATH", description = "The index.path of a job, in place of --data.")
    private String index;

    /** Whether an option says where it is. */
    boolean named() {
        return data != null || index != null;
    }

    /** The {@code index.path}, with Flink's file systems ready if it needs one. */
    String path() {
        if (data != null && index != null) {
            throw new UsageException("--data and --index cannot both say where the index is");
        }
        if (index == null) {
            return DataDirectory.index(directory()).toString();
        }
        readyFileSystems(index);
        return index;
    }

    /**
     * Makes Flink's file systems ready if one of the paths needs one: as on a cluster, {@code FLINK_CONF_DIR} and {@code
     * FLINK_PLUGINS_DIR} say how they are configured and where they are.
     */
    static void readyFileSystems(String... paths) {
        if (Stream.of(paths).anyMatch(path -> path != null && path.contains(SCHEME))) {
            Configuration flink = GlobalConfiguration.loadConfiguration();
            FileSystem.initialize(flink, PluginUtils.createPluginManagerFromRootFolder(flink));
        }
    }

    private Path directory() {
        return data == null ? DemoCommand.DATA : data;
    }

    /**
     * What a user is told where there is none.
     *
     * @param what is not there, e.g. {@code graph in}
     */
    UsageException missing(String what, NoSuchFileException reason) {
        return missing(what, index == null ? directory().toString() : index, reason);
    }

    /** The same of a place that no option names. */
    static UsageException missing(String what, String where, NoSuchFileException reason) {
        return new UsageException("there is no " + what + " " + where
                + ": --data must name a directory that extract or demo has filled, --index the index.path of a job ("
                + reason.getMessage() + ")");
    }
}
