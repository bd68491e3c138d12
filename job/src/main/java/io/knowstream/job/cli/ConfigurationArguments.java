package io.knowstream.job.cli;

import io.knowstream.job.config.EffectiveConfiguration;
import io.knowstream.job.config.IndexKind;
import io.knowstream.job.config.IndexOptions;
import io.knowstream.job.config.JobConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Option;

/** The options of commands that run the job. */
final class ConfigurationArguments {

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Configuration file; conf/knowstream.yaml lists every key.")
    private Path file;

    @Option(
            names = "--preset",
            paramLabel = "NAME",
            description = "builtin, balanced, speed, quality, memory, container, edge or server. Default: builtin.")
    private String preset;

    @Option(
            names = {"--set", "-D"},
            paramLabel = "KEY=VALUE",
            mapFallbackValue = "",
            description = "Sets a key over preset and file. Can be repeated.")
    private Map<String, String> settings = new LinkedHashMap<>();

    private boolean warned;

    /**
     * Loads the configuration.
     *
     * @param defaults of the command, which preset, file and command line go over
     * @param fixed what the command needs to be so
     */
    JobConfig load(Map<String, String> defaults, Map<String, String> fixed) {
        EffectiveConfiguration effective = effective(defaults, fixed);
        LoggerFactory.getLogger(ConfigurationArguments.class)
                .info("Configuration:\n{}", String.join("\n", effective.describe()));
        JobConfig config = JobConfig.of(effective);
        if (!config.standIns().isEmpty()) {
            System.err.println("knowstream: these models have random weights, what they find means nothing: "
                    + String.join(", ", config.standIns()));
        }
        return config;
    }

    /** Whether the command line says anything of the configuration. */
    boolean named() {
        return file != null || preset != null || !settings.isEmpty();
    }

    /** The same, before it is known whether a job can run with it. */
    EffectiveConfiguration effective(Map<String, String> defaults, Map<String, String> fixed) {
        Map<String, String> all = new LinkedHashMap<>(settings);
        if (preset != null) {
            all.put("preset", preset);
        }
        all.putAll(fixed);
        if (fixed.containsKey(IndexOptions.PATH.key())) {
            // A command that says where its index is reads it from there.
            all.put(IndexOptions.KIND.key(), IndexKind.LUCENE.toString());
        }
        Path shipped = Home.project().resolve("conf/knowstream.yaml");
        EffectiveConfiguration effective =
                EffectiveConfiguration.load(defaults, file != null || !Files.exists(shipped) ? file : shipped, all);
        if (!warned) {
            effective.exposed().forEach(each -> System.err.println("knowstream: " + each));
            warned = true;
        }
        return effective;
    }
}
