package io.knowstream.job.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.knowstream.job.torture.RandomDocuments;
import io.knowstream.job.torture.TortureResult;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/** Says what came of a torture, to people and to programs. */
final class TortureAnswer {

    private static final ObjectMapper JSON = new ObjectMapper();

    private TortureAnswer() {}

    static ObjectNode json(TortureResult result) {
        ObjectNode out = JSON.createObjectNode()
                .put("seconds", seconds(result.length()))
                .put("kills", result.kills())
                .put("endedByThemselves", result.restarted())
                .put("documentsSent", result.sent().get(RandomDocuments.Kind.UPSERT))
                .put("recordsSent", records(result))
                .put("documentsSurviving", result.surviving())
                .put("checkpoints", result.checkpoints())
                .put("restores", result.restores())
                .put("recoveries", result.recoveries().size())
                .put("recoveryMedianSeconds", seconds(result.medianRecovery()))
                .put("recoveryMaxSeconds", seconds(result.longestRecovery()))
                .put("quietPoints", result.quietPoints())
                .put("readerSnapshots", result.snapshots());
        out.set("strikes", JSON.valueToTree(result.strikes()));
        out.set("sent", JSON.valueToTree(result.sent()));
        out.set("differences", JSON.valueToTree(result.differences()));
        out.set("readerViolations", JSON.valueToTree(result.violations()));
        out.set("failures", JSON.valueToTree(result.failures()));
        return out;
    }

    static String text(long seed, TortureResult result) {
        StringBuilder out = new StringBuilder();
        line(out, "seed", "%d, %,.0f s of strikes", seed, seconds(result.length()));
        line(
                out,
                "kills",
                "%,d survived; %s; %,d processes ended by themselves",
                result.kills(),
                counts(result.strikes()),
                result.restarted());
        line(
                out,
                "documents",
                "%,d through, %,d survive; records: %s",
                result.sent().get(RandomDocuments.Kind.UPSERT),
                result.surviving(),
                counts(result.sent()));
        line(out, "checkpoints", "%,d, %,d restores", result.checkpoints(), result.restores());
        line(
                out,
                "recovery",
                "%,.1f s median, %,.1f s at most, of %,d",
                seconds(result.medianRecovery()),
                seconds(result.longestRecovery()),
                result.recoveries().size());
        result.failures().forEach((reason, times) -> line(out, "the job said", "%,d x %s", times, reason));
        line(
                out,
                "reader",
                "%,d published states seen, %,d violations",
                result.snapshots(),
                result.violations().size());
        result.violations().forEach(violation -> line(out, "", "%s", violation));
        line(
                out,
                "differences",
                "%s at %,d quiet points",
                result.differences().isEmpty() ? "0" : "NOT EQUAL",
                result.quietPoints());
        result.differences().forEach(difference -> line(out, "", "%s", difference));
        return out.toString();
    }

    private static void line(StringBuilder out, String name, String format, Object... values) {
        out.append(String.format(Locale.ROOT, "%-12s ", name))
                .append(String.format(Locale.ROOT, format, values))
                .append('\n');
    }

    private static String counts(Map<?, ? extends Number> counts) {
        StringBuilder out = new StringBuilder();
        counts.forEach((what, count) -> out.append(out.isEmpty() ? "" : ", ")
                .append(what.toString().toLowerCase(Locale.ROOT).replace('_', ' '))
                .append(' ')
                .append(count));
        return out.toString();
    }

    private static long records(TortureResult result) {
        return result.sent().values().stream().mapToLong(Long::longValue).sum();
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1e3;
    }
}
