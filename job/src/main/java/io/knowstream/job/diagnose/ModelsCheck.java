package io.knowstream.job.diagnose;

import io.knowstream.inference.catalogue.ModelCatalogue;
import io.knowstream.inference.catalogue.ModelRole;
import io.knowstream.inference.catalogue.ModelStore;
import io.knowstream.job.config.InvalidConfigurationException;
import io.knowstream.job.config.ModelsConfig;
import io.knowstream.job.monitor.Figures;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;

/** Whether the models of the roles are installed, whole, and can be loaded. */
final class ModelsCheck {

    /** Hashes of weights are remembered, but the first time takes a second for each GB. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private ModelsCheck() {}

    static List<Finding> of(ModelsConfig models, ModelCatalogue catalogue, Map<String, String> figures)
            throws InterruptedException {
        List<Finding> findings = new ArrayList<>();
        figures.put("models.directory", catalogue.directory().toString());
        Map<String, String> roles = new LinkedHashMap<>();
        for (Map.Entry<ModelRole, String> role : models.byRole().entrySet()) {
            roles.merge(role.getValue(), role.getKey().key(), (one, other) -> one + ", " + other);
        }
        for (Map.Entry<String, String> model : roles.entrySet()) {
            String name = model.getKey();
            Optional<Finding> fault = fault(name, model.getValue(), catalogue);
            fault.ifPresent(findings::add);
            figures.put("model " + name, model.getValue() + (fault.isEmpty() ? ", sound" : ""));
            if (catalogue.isStandIn(name)) {
                findings.add(ConfigCodes.STAND_IN.found(name));
            }
        }
        if (findings.stream().noneMatch(each -> each.severity() == Severity.ERROR)) {
            room(models, catalogue).ifPresent(findings::add);
        }
        figures.put(
                "models.budget",
                Figures.bytes(models.budget()) + ", of which " + Figures.bytes(models.minMemoryThreshold())
                        + " are kept for the models' work");
        return findings;
    }

    private static Optional<Finding> fault(String name, String roles, ModelCatalogue catalogue)
            throws InterruptedException {
        if (!catalogue.names().contains(name)) {
            return Optional.of(ConfigCodes.INVALID.found(roles + " names model " + name
                    + ", and there is none; there are " + String.join(", ", catalogue.names())));
        }
        Optional<Path> directory = catalogue.directory(name);
        if (directory.isPresent() && !Files.isDirectory(directory.get())) {
            return Optional.of(ConfigCodes.MODEL_MISSING.found(name, roles, directory.get()));
        }
        List<String> faults = new ArrayList<>();
        try {
            BoundedCall.of(() -> new ModelStore(catalogue).check(name), PATIENCE)
                    .ifPresent(faults::addAll);
        } catch (ExecutionException e) {
            faults.add(String.valueOf(e.getCause().getMessage()));
        }
        return faults.isEmpty()
                ? Optional.empty()
                : Optional.of(ConfigCodes.MODEL_INCOMPLETE.found(
                        name, directory.map(Path::toString).orElse("the jar"), String.join("; ", faults)));
    }

    private static Optional<Finding> room(ModelsConfig models, ModelCatalogue catalogue) {
        try {
            models.requireRoom(catalogue);
            return Optional.empty();
        } catch (InvalidConfigurationException e) {
            return Optional.of(ConfigCodes.MODELS_TOO_LARGE.found(e.getMessage()));
        }
    }
}
