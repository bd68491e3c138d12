package io.knowstream.job.cli;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.plugin.PluginUtils;

/** What {@code --index} names. */
final class IndexPath {

    private static final String SCHEME = "://";

    private IndexPath() {}

    /**
     * The path, with Flink's file systems ready if it needs one: as on a cluster, {@code FLINK_CONF_DIR} and
     * {@code FLINK_PLUGINS_DIR} say how they are configured and where they are.
     */
    static String of(String path) {
        if (path.contains(SCHEME)) {
            Configuration flink = GlobalConfiguration.loadConfiguration();
            FileSystem.initialize(flink, PluginUtils.createPluginManagerFromRootFolder(flink));
        }
        return path;
    }
}
