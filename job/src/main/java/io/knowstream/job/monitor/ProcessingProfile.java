package io.knowstream.job.monitor;

import io.knowstream.metrics.Stage;
import java.time.Duration;
import java.util.List;

/**
 * Where the time and the memory of a run went.
 *
 * @param documents that came through
 * @param sampled those of them whose stages were measured
 * @param entities of the graph, and its relationships
 * @param elapsed wall time of the whole run; stages of several documents pass at once, and their times are added
 * @param stages each stage, in order
 * @param models that were used, the busiest first
 * @param memory at its most
 */
public record ProcessingProfile(
        long documents,
        long sampled,
        long entities,
        long relationships,
        Duration elapsed,
        List<StageFigures> stages,
        List<ModelFigures> models,
        MemoryFigures memory) {

    public ProcessingProfile {
        stages = List.copyOf(stages);
        models = List.copyOf(models);
        if (!stages.stream().map(StageFigures::stage).toList().equals(List.of(Stage.values()))) {
            throw new IllegalArgumentException("each stage must be there, in order (got " + stages + ")");
        }
    }

    /** The figures of a stage. */
    public StageFigures of(Stage stage) {
        return stages.get(stage.ordinal());
    }

    /** Time of all stages. */
    public long totalMicros() {
        return stages.stream().mapToLong(StageFigures::micros).sum();
    }

    /** The part of all stages' time that one took, from 0 to 1; 0 where none took any. */
    public double share(Stage stage) {
        return (double) of(stage).micros() / Math.max(1, totalMicros());
    }
}
