package io.knowstream.inference.catalogue;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the catalogue knows of a model, installed or not. Optional parts are null where they are not known.
 *
 * @param name what configuration calls it
 * @param builtIn whether it ships inside
 * @param kind how it is run
 * @param task of an encoder; null where it has none that a role needs, and of causal language models
 * @param prompt of a causal language model; null of encoders
 * @param repository on the hub, {@code owner/name}; null where it cannot be pulled
 * @param onnxRepository the repository that it is pulled from, where the ONNX form lies in another one; null for the same
 * @param revision of the repository that it is pulled from
 * @param directory where its files lie if not in the catalogue's directory; null for there
 * @param parameters how many weights it has; 0 for not known
 * @param guideMemory bytes that the performance tuning guide gives; 0 where it gives none
 * @param quantizations the forms of its weights, the preferred one first; empty where there is one file, found by itself
 * @param speed how fast it is
 * @param quality how good it is
 * @param bestFor what it is best used for
 */
public record ModelCard(
        String name,
        boolean builtIn,
        ModelKind kind,
        ModelTask task,
        PromptStyle prompt,
        String repository,
        String onnxRepository,
        String revision,
        String directory,
        long parameters,
        long guideMemory,
        List<Quantization> quantizations,
        ModelSpeed speed,
        ModelQuality quality,
        String bestFor) {

    public ModelCard {
        requireName(name);
        String model = "model " + name + ": ";
        require(kind == ModelKind.CAUSAL_LM || prompt == null, model + "prompt is for kind causal-lm only");
        require(kind == ModelKind.ENCODER || task == null, model + "task is for kind encoder only");
        requireRepository(model + "repository", repository);
        requireRepository(model + "onnx-repository", onnxRepository);
        require(
                revision.matches("[A-Za-z0-9][\\w.-]{0,99}") && !revision.contains(".."),
                model + "revision must be a branch, tag or commit (got " + ModelPath.shown(revision) + ")");
        require(parameters >= 0, model + "parameters must not be negative (got " + parameters + ")");
        require(guideMemory >= 0, model + "guide-memory must not be negative (got " + guideMemory + ")");
        quantizations = List.copyOf(quantizations);
        if (kind == ModelKind.CAUSAL_LM && prompt == null) {
            prompt = PromptStyle.BASE;
        }
    }

    /** Returns {@code name} if a model may be called so: it is a directory's name too. */
    static String requireName(String name) {
        require(
                name != null && name.matches("[a-z0-9_-]{1,64}"),
                "the name of a model must match [a-z0-9_-]+, with at most 64 characters (got " + ModelPath.shown(name)
                        + ")");
        return name;
    }

    /** The roles that it can fill. */
    public Set<ModelRole> roles() {
        if (kind == ModelKind.CAUSAL_LM) {
            return EnumSet.of(ModelRole.ENTITY, ModelRole.RELATIONSHIP, ModelRole.ANALYSIS);
        }
        if (task == null) {
            return EnumSet.noneOf(ModelRole.class);
        }
        return switch (task) {
            case ENTITIES -> EnumSet.of(ModelRole.ENTITY);
            case RELATIONSHIPS -> EnumSet.of(ModelRole.RELATIONSHIP);
                // No role is filled by it: the one that is built in reads beside whatever fills them.
            case SYNTAX -> EnumSet.noneOf(ModelRole.class);
            case EMBEDDING -> EnumSet.of(ModelRole.EMBEDDING);
        };
    }

    /** What it is, in a few words. */
    public String description() {
        return kind.text() + (task == null ? "" : " for " + task.text());
    }

    /** The form of that name, or the preferred one for null; empty where the model has no listed forms. */
    public Optional<Quantization> quantization(String wanted) {
        if (wanted == null) {
            return quantizations.stream().findFirst();
        }
        return Optional.of(quantizations.stream()
                .filter(each -> each.name().equals(wanted))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("model " + name + " has no quantization " + wanted
                        + "; it has "
                        + quantizations.stream().map(Quantization::name).collect(Collectors.joining(", ")))));
    }

    /** Bytes that it is reckoned to take: the estimate of the preferred form, else the guide's; 0 for not known. */
    public long memory() {
        return quantizations.stream()
                .mapToLong(Quantization::memory)
                .filter(bytes -> bytes > 0)
                .findFirst()
                .orElse(guideMemory);
    }

    /** The repository to pull from; null where there is none. */
    public String pullRepository() {
        return onnxRepository == null ? repository : onnxRepository;
    }

    private static void requireRepository(String where, String repository) {
        require(
                repository == null
                        || repository.length() <= 200
                                && repository.matches("[A-Za-z0-9][\\w.-]*/[A-Za-z0-9][\\w.-]*")
                                && !repository.contains(".."),
                where + " must be owner/name (got " + ModelPath.shown(repository) + ")");
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
