package io.knowstream.index;

import io.knowstream.index.Adaptation.Step;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Tries on the index itself what makes the queries faster that a reader is asked, and keeps what does. Only a measured median
 * decides, and nothing that is published changes. Safe for use by many threads; one adapts at a time.
 *
 * <p>The steps are those of a guide that rebuilds an index by its access pattern. Of its entity index, clustering (0.8, at most
 * 1,000 names) is a stage of the job already, so that the fuzzy automata and the frequent entities are left.
 */
final class Adapter {

    /** By how much of the median before a step must make queries faster. */
    static final double MARGIN = 0.1;

    private static final String CACHE = "cache of entities and fuzzy automata";
    private static final int PERCENT = 100;

    private final ShownSnapshot shown;
    private final AccessCounter accesses;
    private final Replay replay;
    private final CopyTrial semantic;
    private final CopyTrial traversal;

    Adapter(ShownSnapshot shown, AccessCounter accesses, IndexCopy.Place place, Replay replay) {
        this.shown = shown;
        this.accesses = accesses;
        this.replay = replay;
        this.semantic = CopyTrial.semantic(shown, place, replay);
        this.traversal = CopyTrial.traversal(shown, place, replay);
    }

    /** @throws IllegalStateException where the reader is closed */
    synchronized Adaptation adapt() {
        AccessCounts counts = accesses.take();
        List<Step> steps = new ArrayList<>();
        for (QueryKind kind : counts.pattern().kinds()) {
            List<GraphQuery<?>> latest = counts.of(kind) == 0 ? List.of() : accesses.latest(kind);
            steps.add(latest.isEmpty() ? Step.notMeasured(name(kind), false, "nothing asked") : step(kind, latest));
        }
        return new Adaptation(counts, counts.pattern(), steps);
    }

    private String name(QueryKind kind) {
        return switch (kind) {
            case ENTITY -> CACHE;
            case SEMANTIC -> semantic.name();
            case TRAVERSAL -> traversal.name();
        };
    }

    private Step step(QueryKind kind, List<GraphQuery<?>> latest) {
        try {
            return shown.read(held -> switch (kind) {
                case ENTITY -> cache(held, latest);
                case SEMANTIC -> semantic.step(held, latest);
                case TRAVERSAL -> traversal.step(held, latest);
            });
        } catch (IOException e) {
            return Step.notMeasured(name(kind), false, "nothing was changed after an error: " + e);
        }
    }

    /** The older half of the queries fills a cache, the newer half is measured: as if it had been there all the time. */
    private Step cache(IndexSnapshot held, List<GraphQuery<?>> latest) throws IOException {
        if (held.cache() != null) {
            return Step.notMeasured(CACHE, true, "in use already");
        }
        List<GraphQuery<?>> older = latest.subList(0, latest.size() / 2);
        AtomicReference<EntityCache> last = new AtomicReference<>();
        Replay.Timing timing =
                replay.time(latest.subList(older.size(), latest.size()), () -> held.adapted(Map.of(), null), () -> {
                    last.set(new EntityCache());
                    IndexSnapshot cached = held.adapted(Map.of(), last.get());
                    try {
                        for (GraphQuery<?> query : older) {
                            cached.answer(query);
                        }
                        return cached;
                    } catch (IOException | RuntimeException e) {
                        cached.release();
                        throw e;
                    }
                });
        boolean kept = faster(timing);
        if (kept) {
            shown.change(now -> now.adapted(Map.of(), new EntityCache()));
        }
        return new Step(
                CACHE,
                timing.queries(),
                timing.beforeMicros(),
                timing.afterMicros(),
                Double.NaN,
                last.get().bytes(),
                kept,
                speed(timing));
    }

    static boolean faster(Replay.Timing timing) {
        return timing.afterMicros() <= (1 - MARGIN) * timing.beforeMicros();
    }

    /** What a timing says. */
    static String speed(Replay.Timing timing) {
        double faster = PERCENT * (1 - timing.afterMicros() / timing.beforeMicros());
        String change = faster >= 0
                ? String.format(Locale.ROOT, "queries are %.1f %% faster", faster)
                : String.format(Locale.ROOT, "queries are %.1f %% slower", -faster);
        return faster(timing)
                ? change
                : change + String.format(Locale.ROOT, ", and %.0f %% faster is the least", PERCENT * MARGIN);
    }
}
