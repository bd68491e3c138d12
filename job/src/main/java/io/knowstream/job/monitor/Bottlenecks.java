package io.knowstream.job.monitor;

import io.knowstream.metrics.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The performance tuning guide's rules of what holds processing up, with the keys that they speak of here. */
public final class Bottlenecks {

    private static final double ENTITY_SHARE = 0.5;
    private static final double CHUNKING_SHARE = 0.3;
    private static final double MICROS_PER_SECOND = 1e6;

    private Bottlenecks() {}

    /** What the rules find, in their order; none where nothing took time and memory was used. */
    public static List<Bottleneck> of(ProcessingProfile profile) {
        List<Bottleneck> found = new ArrayList<>();
        if (profile.share(Stage.ENTITY) > ENTITY_SHARE) {
            found.add(new Bottleneck(
                    "entity extraction",
                    "takes more than 50 % of the processing time",
                    "a smaller model as models.entity",
                    "2 to 3 times faster",
                    time(profile, Stage.ENTITY)));
        }
        if (profile.share(Stage.CHUNKING) > CHUNKING_SHARE) {
            found.add(new Bottleneck(
                    "semantic chunking",
                    "takes more than 30 % of the processing time",
                    "a smaller chunking.overlap, or chunking.semantic: false",
                    "20 to 40 % faster",
                    time(profile, Stage.CHUNKING)));
        }
        MemoryEfficiency efficiency = profile.memory().efficiency();
        if (efficiency.value() < Thresholds.EFFICIENT) {
            found.add(new Bottleneck(
                    "memory",
                    "models lie idle in more than half of the memory that they take",
                    "a shorter models.idle-timeout, which unloads them sooner, or a lower models.max-concurrent",
                    "better use of memory",
                    String.format(
                            Locale.ROOT,
                            "efficiency %.2f: %,d of %,d byte-seconds idle",
                            efficiency.value(),
                            efficiency.idleByteSeconds(),
                            efficiency.heldByteSeconds())));
        }
        return List.copyOf(found);
    }

    private static String time(ProcessingProfile profile, Stage stage) {
        return String.format(
                Locale.ROOT,
                "%.1f %% of %.3f s",
                100 * profile.share(stage),
                profile.totalMicros() / MICROS_PER_SECOND);
    }

    /** The slowest of the three stages that the guide compares: context, chunking, entity. */
    public static Stage slowest(ProcessingProfile profile) {
        long context = profile.of(Stage.CONTEXT).micros();
        long chunking = profile.of(Stage.CHUNKING).micros();
        long entity = profile.of(Stage.ENTITY).micros();
        if (entity > context && entity > chunking) {
            return Stage.ENTITY;
        }
        return chunking > context && chunking > entity ? Stage.CHUNKING : Stage.CONTEXT;
    }

    /**
     * What makes one of the three faster.
     *
     * @throws IllegalArgumentException if the guide says nothing of the stage
     */
    public static List<String> recommendations(Stage slowest) {
        return switch (slowest) {
            case ENTITY -> List.of(
                    "a smaller model as models.entity",
                    "a smaller chunking.max, so that one extraction reads less",
                    // The guide lowers it. Models here read a chunk whatever it is; it is relations that fewer mentions
                    // spare.
                    "another extraction.min-entity-confidence: lower finds more, higher leaves fewer pairs to relate");
            case CHUNKING -> List.of(
                    "a smaller chunking.overlap",
                    "a simpler strategy, chunking.semantic: false",
                    "a larger chunking.min");
            case CONTEXT -> List.of(
                    "a smaller model as models.analysis, or statistical for none",
                    "chunking.preserve-context: false, where it is not needed");
            default -> throw new IllegalArgumentException("the guide compares no stage " + slowest.key());
        };
    }
}
