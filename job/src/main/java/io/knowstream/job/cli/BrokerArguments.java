package io.knowstream.job.cli;

import io.knowstream.job.config.JobConfig;
import java.util.HashMap;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of commands that talk to the job's brokers and run no job. */
final class BrokerArguments {

    @Option(
            names = "--bootstrap-servers",
            paramLabel = "HOST:PORT",
            description = "Brokers, separated by commas. Default: kafka.bootstrap-servers of the configuration.")
    private String bootstrapServers;

    @Mixin
    private ConfigurationArguments configuration;

    /**
     * Loads the configuration.
     *
     * @param topicKey the key of the command's topic
     * @param topic what the command line names; null for that of the configuration
     */
    JobConfig load(String topicKey, String topic) {
        Map<String, String> settings = new HashMap<>(Map.of("index.path", "none"));
        if (topic != null) {
            settings.put(topicKey, topic);
        }
        if (bootstrapServers != null) {
            settings.put("kafka.bootstrap-servers", bootstrapServers);
        }
        return configuration.load(Map.of(), settings);
    }
}
