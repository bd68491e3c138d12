package io.knowstream.job.monitor;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/** Asks every rule. */
final class Recommendations {

    private static final List<BiFunction<JobReading, Limits, Optional<Recommendation>>> RULES = List.of(
            GuideRules::latency,
            GuideRules::memory,
            GuideRules::quality,
            OperatingRules::backPressure,
            OperatingRules::checkpoints,
            OperatingRules::skew,
            OperatingRules::churn,
            OperatingRules::unavailable,
            OperatingRules::throughput,
            OperatingRules::errors);

    private Recommendations() {}

    /** What would make a job better, what matters most first. */
    static List<Recommendation> of(JobReading reading, Limits limits) {
        List<Recommendation> all = new ArrayList<>(GuideRules.caches(reading, limits));
        RULES.forEach(rule -> rule.apply(reading, limits).ifPresent(all::add));
        all.sort(Comparator.comparing(Recommendation::priority)
                .reversed()
                .thenComparing(Recommendation::category)
                .thenComparing(Recommendation::description));
        return List.copyOf(all);
    }
}
