package io.knowstream.job.monitor;

import io.knowstream.metrics.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The figures of a profile as people read them; times in seconds, memory in MB of a million bytes. */
final class ProfileTables {

    static final List<String> STAGE_COLUMNS = List.of("stage", "time s", "share %", "allocated MB");
    static final List<String> MODEL_COLUMNS =
            List.of("model", "calls", "time s", "share %", "tokens", "loads", "load s");
    static final List<String> MEMORY_COLUMNS = List.of("memory", "MB");

    private static final double MICROS_PER_SECOND = 1e6;
    private static final double BYTES_PER_MB = 1e6;

    private ProfileTables() {}

    static double seconds(long micros) {
        return micros / MICROS_PER_SECOND;
    }

    static double megabytes(long bytes) {
        return bytes / BYTES_PER_MB;
    }

    static List<List<String>> stages(ProcessingProfile profile) {
        return profile.stages().stream()
                .map(stage -> List.of(
                        stage.stage().key(),
                        number("%,.3f", seconds(stage.micros())),
                        number("%.1f", 100 * profile.share(stage.stage())),
                        number("%,.1f", megabytes(stage.allocatedBytes()))))
                .toList();
    }

    static List<List<String>> models(ProcessingProfile profile) {
        long total = Math.max(
                1, profile.models().stream().mapToLong(ModelFigures::micros).sum());
        return profile.models().stream()
                .map(model -> List.of(
                        model.model(),
                        number("%,d", model.calls()),
                        number("%,.3f", seconds(model.micros())),
                        number("%.1f", 100.0 * model.micros() / total),
                        model.tokens() == 0 ? "" : number("%,d", model.tokens()),
                        number("%,d", model.loads()),
                        number("%,.3f", seconds(model.loadMicros()))))
                .toList();
    }

    static List<List<String>> memory(MemoryFigures memory) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("models at most", number("%,.1f", megabytes(memory.modelPeak()))));
        rows.add(List.of("models' budget", number("%,.1f", megabytes(memory.modelBudget()))));
        memory.processPeak()
                .ifPresent(bytes -> rows.add(List.of("process at most", number("%,.1f", megabytes(bytes)))));
        rows.add(List.of("heap at most", number("%,.1f", megabytes(memory.heapPeak()))));
        return rows;
    }

    static String efficiency(MemoryFigures memory) {
        return number("memory efficiency %.2f of 1", memory.efficiency().value());
    }

    static String summary(ProcessingProfile profile) {
        return number(
                "%,d documents in %.1f s; the stages of %,d were measured, %.3f s of all threads together; %,d entities,"
                        + " %,d relationships",
                profile.documents(),
                profile.elapsed().toMillis() / 1e3,
                profile.sampled(),
                seconds(profile.totalMicros()),
                profile.entities(),
                profile.relationships());
    }

    /** A line for each bottleneck, or one that says that there is none; and what would help the slowest stage. */
    static List<String> bottlenecks(ProcessingProfile profile) {
        List<String> lines = new ArrayList<>();
        for (Bottleneck each : Bottlenecks.of(profile)) {
            lines.add(each.stage() + " " + each.issue() + " (" + each.figures() + "). Try " + each.suggestion() + ": "
                    + each.potentialSpeedup() + ".");
        }
        if (lines.isEmpty()) {
            lines.add("none by the rules of the guide");
        }
        return lines;
    }

    static String slowest(ProcessingProfile profile) {
        Stage slowest = Bottlenecks.slowest(profile);
        return "The slowest of context, chunking and entity is " + slowest.key() + ". What makes it faster:";
    }

    private static String number(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
