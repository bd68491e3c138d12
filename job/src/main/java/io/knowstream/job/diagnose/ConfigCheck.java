package io.knowstream.job.diagnose;

import io.knowstream.index.elasticsearch.ElasticsearchConfig;
import io.knowstream.inference.ModelException;
import io.knowstream.inference.catalogue.ModelCatalogue;
import io.knowstream.job.config.CatalogueSettings;
import io.knowstream.job.config.EffectiveConfiguration;
import io.knowstream.job.config.IndexOptions;
import io.knowstream.job.config.InvalidConfigurationException;
import io.knowstream.job.config.JobConfig;
import io.knowstream.job.config.JobOptions;
import io.knowstream.job.config.ModelsConfig;
import io.knowstream.job.monitor.Figures;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Whether a job can start with a configuration, on this machine and on a cluster. */
public final class ConfigCheck {

    private static final Map<String, String> MALLOC = new TreeMap<>(Map.of(
            "MALLOC_ARENA_MAX", "2",
            "MALLOC_MMAP_THRESHOLD_", "1048576",
            "MALLOC_TRIM_THRESHOLD_", "1048576"));

    private static final String DEFAULT = " (default)";

    /** What stands for a setting that the configuration must have and nobody has set. */
    private static final String PLACEHOLDER = " (local command)";

    private final Map<String, String> figures = new LinkedHashMap<>();
    private final List<Finding> findings = new ArrayList<>();

    private ConfigCheck() {}

    /** A configuration that cannot be read at all. */
    public static Diagnosis of(InvalidConfigurationException failure, Environment environment) {
        ConfigCheck check = new ConfigCheck();
        check.findings.add(ConfigCodes.INVALID.found(failure.getMessage()));
        check.environment(environment);
        return check.diagnosis();
    }

    /**
     * Diagnoses a configuration.
     *
     * @param config with an index.path, be it a placeholder
     * @param hasIndexPath whether the user has set it
     * @param taskManagers of the cluster; none where none answers
     */
    public static Diagnosis of(
            EffectiveConfiguration config,
            boolean hasIndexPath,
            Environment environment,
            List<TaskManagerMemory> taskManagers)
            throws InterruptedException {
        ConfigCheck check = new ConfigCheck();
        check.settings(config);
        check.job(config, taskManagers);
        Optional<ElasticsearchConfig> elasticsearch = elasticsearch(config);
        if (elasticsearch.isPresent()) {
            check.figures.put(
                    "index.elasticsearch.hosts",
                    String.join(",", elasticsearch.get().hosts()));
        } else if (hasIndexPath) {
            String path = config.get(IndexOptions.PATH);
            check.figures.put("index.path", path);
            IndexPath.fault(path).ifPresent(fault -> check.findings.add(ConfigCodes.INDEX_PATH.found(path, fault)));
        } else {
            // The local commands set it themselves.
            check.findings.add(
                    ConfigCodes.NO_INDEX_PATH.found(taskManagers.isEmpty() ? Severity.OK : Severity.WARNING));
        }
        check.environment(environment);
        return check.diagnosis();
    }

    /** Where the indices are in Elasticsearch; a setting that is not allowed was found with the job's. */
    private static Optional<ElasticsearchConfig> elasticsearch(EffectiveConfiguration config) {
        try {
            return JobConfig.elasticsearch(config);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private Diagnosis diagnosis() {
        return new Diagnosis("config", figures, findings);
    }

    /** What is not a default, with where it comes from. */
    private void settings(EffectiveConfiguration config) {
        List<String> all = config.describe();
        figures.put("preset", config.get(JobOptions.PRESET));
        for (String line : all) {
            if (!line.endsWith(DEFAULT) && !line.endsWith(PLACEHOLDER)) {
                int equals = line.indexOf(" = ");
                figures.put("  " + line.substring(0, equals), line.substring(equals + 3));
            }
        }
        figures.put(
                "  defaults",
                all.stream().filter(line -> line.endsWith(DEFAULT)).count() + " keys of " + all.size());
    }

    private void job(EffectiveConfiguration config, List<TaskManagerMemory> taskManagers) throws InterruptedException {
        try {
            ModelCatalogue catalogue = ModelCatalogue.of(CatalogueSettings.of(config));
            ModelsConfig models = ModelsConfig.chosen(config, catalogue);
            findings.addAll(ModelsCheck.of(models, catalogue, figures));
            for (TaskManagerMemory each : taskManagers) {
                figures.put(
                        "task manager " + each.id(),
                        each.bounded()
                                ? Figures.bytes(each.offHeap()) + " off-heap for models"
                                : "off-heap memory is not bounded");
                if (each.bounded() && each.offHeap() < models.budget()) {
                    findings.add(ConfigCodes.BUDGET_ABOVE_OFF_HEAP.found(models.budget(), each.id(), each.offHeap()));
                }
            }
            if (findings.stream().noneMatch(each -> each.severity() == Severity.ERROR)) {
                JobConfig.of(config);
            }
        } catch (IllegalArgumentException | InvalidConfigurationException | ModelException e) {
            findings.add(ConfigCodes.INVALID.found(e.getMessage()));
        }
    }

    private void environment(Environment environment) {
        figures.put("java", environment.java());
        MALLOC.forEach((name, value) -> {
            String there = environment.variables().get(name);
            figures.put(name, there == null ? "not set" : there);
            if (!value.equals(there)) {
                findings.add(ConfigCodes.MALLOC.found(name, there == null ? "not set" : there, value));
            }
        });
        environment.closed().forEach(each -> findings.add(ConfigCodes.OPENS.found(each)));
    }
}
