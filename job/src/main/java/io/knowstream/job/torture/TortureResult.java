package io.knowstream.job.torture;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What came of a torture.
 *
 * @param length from the first strike to the last
 * @param strikes how often each kind was dealt
 * @param kills processes that were killed
 * @param restarted processes that ended by themselves and were started again
 * @param sent records by kind
 * @param surviving documents at the end
 * @param checkpoints that completed
 * @param restores from checkpoints and savepoints
 * @param recoveries how long the job took to recover, each time, shortest first
 * @param quietPoints comparisons with a fresh run
 * @param differences what differed at the first that was not equal; empty otherwise
 * @param snapshots published states that the reader has looked at
 * @param violations what the reader should not have seen
 * @param failures what the job said of its failures, and how often
 */
public record TortureResult(
        Duration length,
        Map<String, Integer> strikes,
        int kills,
        int restarted,
        Map<RandomDocuments.Kind, Long> sent,
        int surviving,
        long checkpoints,
        long restores,
        List<Duration> recoveries,
        int quietPoints,
        List<String> differences,
        long snapshots,
        List<String> violations,
        Map<String, Integer> failures) {

    /** Whether the job kept its promise. */
    public boolean kept() {
        return differences.isEmpty() && violations.isEmpty();
    }

    /** The median time to recover; zero where there was nothing to recover from. */
    public Duration medianRecovery() {
        return recoveries.isEmpty() ? Duration.ZERO : recoveries.get(recoveries.size() / 2);
    }

    /** The longest time to recover. */
    public Duration longestRecovery() {
        return recoveries.isEmpty() ? Duration.ZERO : recoveries.get(recoveries.size() - 1);
    }
}
