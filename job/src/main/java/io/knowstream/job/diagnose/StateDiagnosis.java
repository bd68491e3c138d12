package io.knowstream.job.diagnose;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;

/** Reads a savepoint and an index, where they are named, and diagnoses them with the job. */
public final class StateDiagnosis {

    /** For the metadata of a savepoint, wherever it lies. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private StateDiagnosis() {}

    /**
     * Diagnoses state.
     *
     * @param job empty where nobody asks about a running one
     * @param savepoint a path, or null
     * @param index an {@code index.path}, or null
     * @param maxParallelism of the configuration; empty where the job may have another configuration
     */
    public static Diagnosis of(
            Optional<ObservedJob> job, String savepoint, String index, Optional<Integer> maxParallelism)
            throws InterruptedException {
        Map<String, String> figures = new LinkedHashMap<>();
        List<Finding> findings = new ArrayList<>();
        Optional<SavepointReading> read = Optional.empty();
        if (savepoint != null) {
            try {
                read = BoundedCall.of(() -> SavepointReading.read(savepoint), PATIENCE);
                if (read.isEmpty()) {
                    findings.add(StateCodes.SAVEPOINT_UNREADABLE.found(
                            savepoint, "no answer within " + PATIENCE.toSeconds() + " s"));
                }
            } catch (ExecutionException e) {
                findings.add(StateCodes.SAVEPOINT_UNREADABLE.found(
                        savepoint, String.valueOf(e.getCause().getMessage())));
            }
        }
        if (index != null) {
            IndexReading.Result result = IndexReading.read(index);
            figures.put("index", result.figure());
            result.finding().ifPresent(findings::add);
        }
        return StateCheck.of(job.orElseGet(ObservedJob::none), read, maxParallelism)
                .with(figures, findings);
    }
}
