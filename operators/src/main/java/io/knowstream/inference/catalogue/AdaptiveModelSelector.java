package io.knowstream.inference.catalogue;

import io.knowstream.inference.ModelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Chooses the models of the roles from those that are installed, by the rules of the performance tuning guide. A pure
 * function of what it is given: it is asked once, when the job starts. Immutable.
 *
 * <p>Memory is the smaller of the budget and {@code maxMemoryUsage}. The first choice of a role, rules marked + being
 * added to the guide's for fields that it declares and has no rule for:
 *
 * <table>
 * <caption>First choices</caption>
 * <tr><th>role</th><th>if</th><th>model</th></tr>
 * <tr><td>entity</td><td>memory &gt; 3 GB and qualityTarget &gt; 0.8</td><td>smollm_1_7b</td></tr>
 * <tr><td></td><td>+ memory &gt; 3 GB and entityAccuracy &gt; 0.8</td><td>smollm_1_7b</td></tr>
 * <tr><td></td><td>memory &gt; 1 GB</td><td>smollm2_360m</td></tr>
 * <tr><td></td><td>otherwise</td><td>smollm2_135m</td></tr>
 * <tr><td>relationship</td><td>memory &gt; 1 GB and relationshipAccuracy &gt; 0.7</td><td>smollm_360m_instruct</td></tr>
 * <tr><td></td><td>otherwise</td><td>smollm_135m_instruct</td></tr>
 * <tr><td>analysis</td><td>maxLatency &lt; 5 s</td><td>smollm2_135m</td></tr>
 * <tr><td></td><td>+ no contextPreservation: nothing but the document's record reads the context</td>
 *     <td>smollm2_135m</td></tr>
 * <tr><td></td><td>otherwise</td><td>smollm2_360m</td></tr>
 * </table>
 *
 * <p>+ A throughputTarget above what a class of models does picks the next smaller class, in every role. What a class
 * does is the guide's table of processing times, from their middle: slow 6 documents a minute (5 to 15 s each), medium 13
 * (3 to 6 s), fast 30 (1 to 3 s). The fast class stays whatever the target.
 *
 * <p>+ Where the first choice is not installed, or takes more than the memory by itself, the role goes to the next smaller
 * of the guide's models for it; then to the best other model that can fill it and is no better and no slower than the first
 * choice; at last to the built-in one, or, of the role analysis, to the analysis without a model.
 */
public final class AdaptiveModelSelector {

    private static final long LARGE = 3_000_000_000L;
    private static final long MEDIUM = 1_000_000_000L;
    private static final Duration QUICK = Duration.ofSeconds(5);
    private static final double HIGH_QUALITY = 0.8;
    private static final double HIGH_ENTITY_ACCURACY = 0.8;
    private static final double HIGH_RELATIONSHIP_ACCURACY = 0.7;
    private static final double SLOW_PER_MINUTE = 6;
    private static final double MEDIUM_PER_MINUTE = 13;

    /** The guide's models of each role, the largest first: one of each quality. */
    private static final List<String> ENTITY = List.of("smollm_1_7b", "smollm2_360m", "smollm2_135m");

    private static final List<String> RELATIONSHIP = List.of("smollm_360m_instruct", "smollm_135m_instruct");
    private static final List<String> ANALYSIS = List.of("smollm2_360m", "smollm2_135m");

    private final long memory;
    private final QualityRequirements requirements;
    private final PerformanceConstraints constraints;
    private final List<ModelCard> installed;

    /**
     * Is given all that counts.
     *
     * @param availableMemory bytes of a task manager for models: the configured budget
     * @param installed the models to choose from
     */
    public AdaptiveModelSelector(
            long availableMemory,
            QualityRequirements requirements,
            PerformanceConstraints constraints,
            List<ModelCard> installed) {
        this.memory = Math.min(availableMemory, constraints.maxMemoryUsage());
        this.requirements = requirements;
        this.constraints = constraints;
        this.installed = List.copyOf(installed);
    }

    /**
     * Chooses.
     *
     * @throws ModelException if a role cannot be filled
     */
    public ModelSelection select() {
        return new ModelSelection(
                fill(ModelRole.ENTITY, ENTITY, entity()).orElseThrow(() -> unfilled(ModelRole.ENTITY)),
                fill(ModelRole.RELATIONSHIP, RELATIONSHIP, relationship())
                        .orElseThrow(() -> unfilled(ModelRole.RELATIONSHIP)),
                fill(ModelRole.ANALYSIS, ANALYSIS, analysis()),
                requirements.contextPreservation());
    }

    private ModelQuality entity() {
        boolean demanding =
                requirements.qualityTarget() > HIGH_QUALITY || requirements.entityAccuracy() > HIGH_ENTITY_ACCURACY;
        ModelQuality wanted = memory > LARGE && demanding
                ? ModelQuality.BEST
                : memory > MEDIUM ? ModelQuality.BETTER : ModelQuality.GOOD;
        return bounded(wanted);
    }

    private ModelQuality relationship() {
        return bounded(
                memory > MEDIUM && requirements.relationshipAccuracy() > HIGH_RELATIONSHIP_ACCURACY
                        ? ModelQuality.BETTER
                        : ModelQuality.GOOD);
    }

    private ModelQuality analysis() {
        return bounded(
                constraints.maxLatency().compareTo(QUICK) < 0 || !requirements.contextPreservation()
                        ? ModelQuality.GOOD
                        : ModelQuality.BETTER);
    }

    /** The class of models that is wanted, or a smaller one that is as fast as it has to be. */
    private ModelQuality bounded(ModelQuality wanted) {
        ModelQuality fastEnough = constraints.throughputTarget() > MEDIUM_PER_MINUTE
                ? ModelQuality.GOOD
                : constraints.throughputTarget() > SLOW_PER_MINUTE ? ModelQuality.BETTER : ModelQuality.BEST;
        return wanted.compareTo(fastEnough) <= 0 ? wanted : fastEnough;
    }

    private Optional<String> fill(ModelRole role, List<String> guide, ModelQuality most) {
        // The three words for speed go with those for quality: the guide's classes.
        ModelSpeed slowest = ModelSpeed.values()[most.ordinal()];
        List<ModelCard> fitting = new ArrayList<>(installed.stream()
                .filter(card -> card.roles().contains(role))
                .filter(card -> card.builtIn()
                        || card.memory() <= memory
                                && card.quality().compareTo(most) <= 0
                                && card.speed().compareTo(slowest) <= 0)
                .toList());
        fitting.sort(Comparator.comparing(ModelCard::builtIn)
                .thenComparingInt(card -> guide.contains(card.name()) ? guide.indexOf(card.name()) : guide.size())
                .thenComparing(ModelCard::quality, Comparator.reverseOrder())
                .thenComparing(ModelCard::name));
        return fitting.stream().map(ModelCard::name).findFirst();
    }

    private ModelException unfilled(ModelRole role) {
        return new ModelException("no installed model can fill the role " + role.text() + " within " + memory
                + " bytes; installed are "
                + installed.stream().map(ModelCard::name).toList());
    }

    /**
     * The smallest installed model that can fill a role, the built-in one where the role has one; empty where none can.
     * Ties are broken by name.
     */
    public static Optional<ModelCard> smallerModelOf(ModelRole role, List<ModelCard> installed) {
        return installed.stream()
                .filter(card -> card.roles().contains(role))
                .min(Comparator.comparing((ModelCard card) -> !card.builtIn()).thenComparing(bySize()));
    }

    /**
     * The smallest installed model of a role that is run like another one and is smaller than it; empty where there is
     * none. Ties are broken by name.
     *
     * @param than the model to be smaller than
     */
    public static Optional<ModelCard> smallerModelOf(ModelRole role, ModelCard than, List<ModelCard> installed) {
        return installed.stream()
                .filter(card -> card.roles().contains(role) && card.kind() == than.kind())
                .filter(card -> card.parameters() < than.parameters())
                .min(bySize());
    }

    private static Comparator<ModelCard> bySize() {
        return Comparator.comparingLong(ModelCard::parameters)
                .thenComparingLong(ModelCard::memory)
                .thenComparing(ModelCard::name);
    }
}
