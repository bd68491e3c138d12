package io.knowstream.job.diagnose;

import io.knowstream.inference.catalogue.ModelCatalogue;
import io.knowstream.inference.catalogue.ModelRole;
import io.knowstream.inference.catalogue.ModelStore;
import io.knowstream.job.config.InvalidConfigurationException;
import io.knowstream.job.config.ModelsConfig;
import io.knowstream.job.monitor.Figures;
import java.io.IOException;
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

    /** Reads the files of a model. */
    interface Reading {
        /** What is wrong with them. */
        List<String> faults(String name) throws IOException, InterruptedException;
    }

    /**
     * What is known of a model.
     *
     * @param figure whether it is sound or was not checked; empty where something is wrong
     */
    private record Verdict(String figure, Optional<Finding> finding) {}

    private ModelsCheck() {}

    static List<Finding> of(ModelsConfig models, ModelCatalogue catalogue, Map<String, String> figures)
            throws InterruptedException {
        return of(models, catalogue, new ModelStore(catalogue)::check, PATIENCE, figures);
    }

    static List<Finding> of(
            ModelsConfig models,
            ModelCatalogue catalogue,
            Reading reading,
            Duration patience,
            Map<String, String> figures)
            throws InterruptedException {
        List<Finding> findings = new ArrayList<>();
        figures.put("models.directory", catalogue.directory().toString());
        Map<String, String> roles = new LinkedHashMap<>();
        for (Map.Entry<ModelRole, String> role : models.byRole().entrySet()) {
            roles.merge(role.getValue(), role.getKey().key(), (one, other) -> one + ", " + other);
        }
        for (Map.Entry<String, String> model : roles.entrySet()) {
            String name = model.getKey();
            Verdict verdict = verdict(name, model.getValue(), catalogue, reading, patience);
            verdict.finding().ifPresent(findings::add);
            figures.put("model " + name, model.getValue() + verdict.figure());
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

    private static Verdict verdict(
            String name, String roles, ModelCatalogue catalogue, Reading reading, Duration patience)
            throws InterruptedException {
        if (!catalogue.names().contains(name)) {
            return wrong(ConfigCodes.INVALID.found(roles + " names model " + name + ", and there is none; there are "
                    + String.join(", ", catalogue.names())));
        }
        Optional<Path> directory = catalogue.directory(name);
        if (directory.isPresent() && !Files.isDirectory(directory.get())) {
            return wrong(ConfigCodes.MODEL_MISSING.found(name, roles, directory.get()));
        }
        Optional<List<String>> faults;
        try {
            faults = BoundedCall.of(() -> reading.faults(name), patience);
        } catch (ExecutionException e) {
            faults = Optional.of(List.of(String.valueOf(e.getCause().getMessage())));
        }
        if (faults.isEmpty()) {
            return new Verdict(
                    ", not checked within " + patience.toSeconds() + " s: ./knowstream models check " + name,
                    Optional.empty());
        }
        return faults.get().isEmpty()
                ? new Verdict(", sound", Optional.empty())
                : wrong(ConfigCodes.MODEL_INCOMPLETE.found(
                        name, directory.map(Path::toString).orElse("the jar"), String.join("; ", faults.get())));
    }

    private static Verdict wrong(Finding finding) {
        return new Verdict("", Optional.of(finding));
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
