package io.knowstream.job.cli;

import io.knowstream.index.ReadableGraph;
import io.knowstream.index.elasticsearch.ElasticsearchGraph;
import io.knowstream.job.config.EffectiveConfiguration;
import io.knowstream.job.config.JobConfig;
import java.io.IOException;
import java.util.Map;
import picocli.CommandLine.Mixin;

/** Which graph a command reads that reads every kind of index. */
final class ReadableGraphArguments {

    @Mixin
    private GraphArguments graph;

    @Mixin
    private ConfigurationArguments configuration;

    /** Opens the graph: that of the configuration's index in Elasticsearch, if it has one and no option names another. */
    ReadableGraph open() throws IOException {
        if (graph.named()) {
            return graph.open();
        }
        EffectiveConfiguration effective = configuration.effective(Map.of(), Map.of());
        try {
            var elasticsearch = JobConfig.elasticsearch(effective);
            return elasticsearch.isPresent() ? ElasticsearchGraph.open(elasticsearch.get()) : graph.open();
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage());
        }
    }
}
