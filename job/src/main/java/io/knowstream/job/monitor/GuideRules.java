package io.knowstream.job.monitor;

import io.knowstream.job.monitor.Recommendation.Category;
import io.knowstream.job.monitor.Recommendation.Priority;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The rules of the performance guide: latency, memory, caches, quality. Pure functions of a reading. */
final class GuideRules {

    /** Of fewer leases or lookups a hit rate says nothing. */
    private static final int ASKED_ENOUGH = 20;

    /** A cache that is less full than this does not get better by being larger. */
    private static final double FULL = 0.9;

    private GuideRules() {}

    static Optional<Recommendation> latency(JobReading reading, Limits limits) {
        Overview overview = Overview.of(reading.metrics());
        if (overview.averageLatency().compareTo(limits.latency()) <= 0) {
            return Optional.empty();
        }
        return Optional.of(new Recommendation(
                Category.LATENCY,
                Priority.HIGH,
                "Use smaller models (models.entity, models.relationship, models.analysis) or smaller chunks (chunking.max).",
                "a document takes " + Figures.seconds(overview.averageLatency()) + " in the mean, more than "
                        + Figures.seconds(limits.latency()),
                "30-50 % less latency"));
    }

    static Optional<Recommendation> memory(JobReading reading, Limits limits) {
        MemoryAnalysis memory = MemoryAnalysis.of(reading.metrics());
        if (memory.peakShare() <= limits.memory()) {
            return Optional.empty();
        }
        return Optional.of(new Recommendation(
                Category.MEMORY,
                Priority.MEDIUM,
                "Lower models.max-concurrent, use smaller models, or raise models.budget with"
                        + " taskmanager.memory.task.off-heap.size.",
                "models took up to " + Figures.bytes(memory.peak()) + ", " + Figures.percent(memory.peakShare())
                        + " of the "
                        + Figures.bytes(memory.budget()) + " of models.budget, more than "
                        + Figures.percent(limits.memory()),
                "20-40 % less memory"));
    }

    /** Of results, only where the cache is full: that documents are new is nothing that a larger one mends. */
    static List<Recommendation> caches(JobReading reading, Limits limits) {
        List<Recommendation> found = new ArrayList<>();
        for (CacheLevel level : CacheLevel.values()) {
            double rate = level.hitRate(reading.metrics()).orElse(1);
            long bytes = level.bytes(reading.metrics());
            long capacity = level.capacity(reading.metrics());
            // One that holds nothing though it was asked is too small for any result.
            boolean full = capacity > 0 && (bytes >= FULL * capacity || bytes == 0);
            boolean helps = level == CacheLevel.MODELS || full;
            if (level.asked(reading.metrics()) >= ASKED_ENOUGH && rate < limits.hitRate() && helps) {
                String name = level.name().toLowerCase(Locale.ROOT);
                found.add(new Recommendation(
                        Category.CACHING,
                        Priority.MEDIUM,
                        "Raise " + level.keys() + ".",
                        "the cache of " + name + " has " + Figures.percent(rate)
                                + " of what it is asked for, less than "
                                + Figures.percent(limits.hitRate()) + ", and holds " + Figures.bytes(bytes) + " of "
                                + Figures.bytes(capacity),
                        "15-25 % more throughput"));
            }
        }
        return found;
    }

    static Optional<Recommendation> quality(JobReading reading, Limits limits) {
        QualityDistribution quality = QualityDistribution.of(reading.metrics());
        double average = quality.average().orElse(1);
        if (average >= limits.quality()) {
            return Optional.empty();
        }
        return Optional.of(new Recommendation(
                Category.QUALITY,
                Priority.HIGH,
                "Use larger models (--preset quality), or adjust extraction.min-entity-confidence and"
                        + " extraction.min-relationship-confidence.",
                String.format(
                        Locale.ROOT,
                        "the mean quality of %,d documents is %.2f, less than %.2f",
                        quality.validated(),
                        average,
                        limits.quality()),
                "10-20 % better quality"));
    }
}
