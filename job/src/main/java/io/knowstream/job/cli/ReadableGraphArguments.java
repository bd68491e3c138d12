package io.knowstream.job.cli;

import io.knowstream.index.ReadableGraph;
import io.knowstream.index.elasticsearch.ElasticsearchGraph;
import io.knowstream.job.config.EffectiveConfiguration;
import io.knowstream.job.config.JobConfig;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Mixin;

/** Which graph a command reads that reads every kind of index. */
final class ReadableGraphArguments {

    @Mixin
    private GraphArguments graph;

    @Mixin
    private ConfigurationArguments configuration;

    /**
     * Opens the graph: that of the place that an option names, or else that of the index of a configuration that the command
     * line names, or of one in Elasticsearch that the installation's has, or else that of a local command.
     */
    ReadableGraph open() throws IOException {
        if (graph.located() || graph.statesNamed() && !configuration.named()) {
            return graph.open();
        }
        EffectiveConfiguration effective = configuration.effective(Map.of(), Map.of());
        try {
            var elasticsearch = JobConfig.elasticsearch(effective);
            if (elasticsearch.isPresent()) {
                if (graph.statesNamed()) {
                    throw new UsageException("--checkpoint and --last-good are for indices of Lucene: Elasticsearch has"
                            + " the newest state alone");
                }
                return ElasticsearchGraph.open(elasticsearch.get());
            }
            Optional<String> path = configuration.named() ? JobConfig.indexPath(effective) : Optional.empty();
            return path.isPresent() ? graph.at(path.get()) : graph.open();
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage());
        }
    }
}
