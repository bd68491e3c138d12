package io.knowstream.job.cli;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.metrics.reporter.MetricReporter;
import org.apache.flink.runtime.metrics.MetricRegistryConfiguration;
import org.apache.flink.runtime.metrics.MetricRegistryImpl;
import org.apache.flink.runtime.metrics.ReporterSetup;
import org.apache.flink.runtime.metrics.ReporterSetupBuilder;
import org.apache.flink.runtime.metrics.filter.DefaultReporterFilters;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;

/**
 * A cluster with one more reporter beside those that its configuration names. A configuration could only name a class, of
 * which Flink would make an object of its own, out of the command's reach.
 */
final class WatchedMiniCluster extends MiniCluster {

    private final MiniClusterConfiguration size;
    private final MetricReporter reporter;

    WatchedMiniCluster(MiniClusterConfiguration size, MetricReporter reporter) {
        super(size);
        this.size = size;
        this.reporter = reporter;
    }

    @Override
    protected MetricRegistryImpl createMetricRegistry(Configuration configuration, long maxMessageBytes) {
        List<ReporterSetup> reporters = new ArrayList<>(ReporterSetupBuilder.METRIC_SETUP_BUILDER.fromConfiguration(
                configuration, DefaultReporterFilters::metricsFromConfiguration, size.getPluginManager()));
        reporters.add(ReporterSetupBuilder.METRIC_SETUP_BUILDER.forReporter("knowstream", reporter));
        return new MetricRegistryImpl(
                MetricRegistryConfiguration.fromConfiguration(configuration, maxMessageBytes), reporters);
    }
}
