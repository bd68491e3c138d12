package io.knowstream.inference.catalogue;

import io.knowstream.inference.ModelException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * The models that there are, by name: those of {@code conf/models.yaml}, of which the built-in ones ship inside the jar,
 * and the user's own; and which of them are installed. Immutable and thread-safe, but whether a model is installed is
 * looked up when it is asked for.
 */
public final class ModelCatalogue {

    /** The built-in token classifier of the role {@code entity}. */
    public static final String ENTITIES = "knowstream-entities";
    /** The built-in relation classifier of the role {@code relationship}. */
    public static final String RELATIONS = "knowstream-relations";
    /** The built-in parser of what sentences say in their own words. */
    public static final String SYNTAX = "knowstream-syntax";
    /** The built-in sentence embedder of the role {@code embedding}. */
    public static final String EMBEDDING = "knowstream-embedding";

    private static final String SHIPPED = "/io/knowstream/conf/models.yaml";
    private static final ModelCatalogue ONLY_BUILT_IN = with(Map.of());

    private final Map<String, ModelCard> cards = new LinkedHashMap<>();
    private final Path directory;
    private final Map<String, ModelFiles> found = new ConcurrentHashMap<>();

    private ModelCatalogue(List<ModelCard> cards, Path directory) {
        cards.forEach(card -> this.cards.put(card.name(), card));
        this.directory = directory;
    }

    /**
     * Makes a catalogue.
     *
     * @throws IllegalArgumentException if the user's own part of it cannot be used; says where and why
     */
    public static ModelCatalogue of(CatalogueConfig config) {
        return new ModelCatalogue(
                shipped().add(config.own(), "models.catalogue", false).cards(), Path.of(config.directory()));
    }

    /** The built-in models alone. */
    public static ModelCatalogue builtIn() {
        return ONLY_BUILT_IN;
    }

    /** The built-in models and encoders in directories, by name; a directory of a built-in model's name replaces it. */
    public static ModelCatalogue with(Map<String, Path> directories) {
        Map<String, ModelCard> cards = new LinkedHashMap<>();
        shipped().cards().stream().filter(ModelCard::builtIn).forEach(card -> cards.put(card.name(), card));
        new TreeMap<>(directories).forEach((name, path) -> cards.put(name, inDirectory(name, path, cards.get(name))));
        return new ModelCatalogue(List.copyOf(cards.values()), Path.of(""));
    }

    private static ModelCard inDirectory(String name, Path path, ModelCard replaced) {
        return new ModelCard(
                name,
                false,
                ModelKind.ENCODER,
                replaced == null ? null : replaced.task(),
                null,
                null,
                null,
                "main",
                path.toAbsolutePath().toString(),
                0,
                0,
                List.of(),
                ModelSpeed.FAST,
                ModelQuality.GOOD,
                "");
    }

    private static CatalogueYaml shipped() {
        try (InputStream in = ModelCatalogue.class.getResourceAsStream(SHIPPED)) {
            return new CatalogueYaml()
                    .add(new String(in.readAllBytes(), StandardCharsets.UTF_8), "conf/models.yaml", true);
        } catch (IOException e) {
            throw new UncheckedIOException(SHIPPED + " cannot be read", e);
        }
    }

    /** The names of all models, installed or not. */
    public List<String> names() {
        return List.copyOf(cards.keySet());
    }

    /** All models, installed or not. */
    public List<ModelCard> cards() {
        return List.copyOf(cards.values());
    }

    /** The models that can be used now. */
    public List<ModelCard> installed() {
        return cards.values().stream()
                .filter(card -> fault(card.name()).isEmpty())
                .toList();
    }

    /**
     * What is known of a model.
     *
     * @throws ModelException if there is none of this name
     */
    public ModelCard card(String name) {
        ModelCard card = cards.get(name);
        if (card == null) {
            throw new ModelException("there is no model " + name + "; there are " + String.join(", ", names()));
        }
        return card;
    }

    /** Where a model's files lie, or would; empty for one that ships inside. */
    public Optional<Path> directory(String name) {
        ModelCard card = card(name);
        if (card.builtIn()) {
            return Optional.empty();
        }
        return Optional.of(directory.resolve(card.directory() == null ? name : card.directory()));
    }

    /** The directory that models are installed in. */
    public Path directory() {
        return directory;
    }

    /** Whether a model can be used. */
    public boolean isInstalled(String name) {
        return cards.containsKey(name) && fault(name).isEmpty();
    }

    /**
     * Bytes of an installed model's weights on the disk, as {@link ModelFiles#modelBytes()} has them, without reading them.
     *
     * @throws ModelException if it is not installed
     */
    public long weightBytes(String name) {
        try {
            Path path = directory(name).orElseThrow(() -> notInstalled(name));
            return ModelFiles.weightBytes(path, ModelLayout.onnxFile(card(name), path));
        } catch (IOException e) {
            throw new ModelException("model " + name + ": its weights cannot be found", e);
        }
    }

    /** Whether random weights stand in a model's place: it can be used, but what it answers means nothing. */
    public boolean isStandIn(String name) {
        return cards.containsKey(name)
                && directory(name)
                        .map(path -> Files.exists(path.resolve(ModelStore.STAND_IN)))
                        .orElse(false);
    }

    /** Why a model cannot be used, or nothing if it can, as far as that shows without reading its weights. */
    public Optional<String> fault(String name) {
        ModelCard card = cards.get(name);
        if (card == null) {
            return Optional.of("there is no model of that name");
        }
        if (card.builtIn()) {
            return Optional.empty();
        }
        Path path = directory(name).orElseThrow();
        if (!Files.isDirectory(path)) {
            return Optional.of("it is not installed");
        }
        List<String> missing = new ArrayList<>(List.of(ModelLayout.CONFIG));
        if (card.kind() == ModelKind.CAUSAL_LM) {
            missing.add(ModelLayout.TOKENIZER);
        }
        missing.removeIf(file -> ModelPath.isThere(path, file));
        if (!missing.isEmpty()) {
            return Optional.of(path + " has no " + String.join(" and no ", missing));
        }
        try {
            ModelFiles.weightBytes(path, ModelLayout.onnxFile(card, path));
            return Optional.empty();
        } catch (IOException | IllegalArgumentException e) {
            return Optional.of(e.getMessage());
        }
    }

    /** Why a model cannot fill a role, or nothing if it can once it is installed. */
    public Optional<String> unfit(ModelRole role, String name) {
        ModelCard card = cards.get(name);
        if (card == null || card.roles().contains(role)) {
            return Optional.empty();
        }
        String fitting = cards.values().stream()
                .filter(each -> each.roles().contains(role))
                .map(ModelCard::name)
                .collect(Collectors.joining(", "));
        return Optional.of(
                role.key() + " cannot be " + name + " (kind " + card.description() + ")" + "; it can be " + fitting);
    }

    /**
     * Finds a model and its files; loads nothing into ONNX Runtime.
     *
     * @throws ModelException if there is none of this name, or a file of it is missing
     */
    public ModelFiles find(String name) {
        return found.computeIfAbsent(name, this::read);
    }

    private ModelFiles read(String name) {
        ModelCard card = cards.get(name);
        if (card == null) {
            throw notInstalled(name);
        }
        Optional<Path> path = directory(name);
        if (path.isPresent() && card.directory() == null && !Files.isDirectory(path.get())) {
            throw notInstalled(name);
        }
        try {
            return path.isPresent() ? ModelFiles.in(card, path.get(), Clock.systemUTC()) : ModelFiles.builtIn(card);
        } catch (IOException | IllegalArgumentException e) {
            throw new ModelException(
                    "model " + name + " cannot be read from "
                            + path.map(Path::toString).orElse("the class path"),
                    e);
        }
    }

    private ModelException notInstalled(String name) {
        return new ModelException("model " + name + " is not installed (installed are "
                + installed().stream().map(ModelCard::name).toList() + ")");
    }
}
