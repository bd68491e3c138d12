package io.knowstream.job.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * What a document costs at one number of documents, for people and for programs.
 *
 * @param result of that number
 * @param first of the first number, which it is set beside
 */
record ScaleFigures(ScaleRun.Result result, ScaleRun.Result first) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** What stands above the lines. */
    static String heading(int steady, int read, int turns, int lanes, long seed) {
        return String.format(
                Locale.ROOT,
                """
                %d steady changes without models and %d with, the whole, in %d turns; parallelism %d, seed %d
                beside: processors' time as a multiple of that with the first number of documents
                a document:        load: ms cpu ms beside steady: ms cpu ms beside whole: ms cpu ms beside   state   index deletion: ms cpu ms    left of    most docs         reader
                skew     documents                                                                         bytes   bytes                      it, bytes of an entity      opens, ms
                """,
                steady,
                read,
                turns,
                lanes,
                seed);
    }

    /** The line of these figures. */
    String line() {
        return String.format(
                Locale.ROOT,
                "%-8s %,9d  %7.2f %6.2f %6.2f %9.2f %6.2f %6.2f %9s %6s %6s  %,6.0f  %,6.0f   %10.2f %6.2f %,10.0f %,12d %,14.0f%s",
                skew(),
                result.workload().documents(),
                result.load().millis(),
                result.load().cpuMillis(),
                loadBeside(),
                millis(result.steady()),
                cpuMillis(result.steady()),
                steadyBeside(),
                text(millis(result.read())),
                text(cpuMillis(result.read())),
                text(wholeBeside()),
                state(),
                index(),
                result.deletion().millis(),
                result.deletion().cpuMillis(),
                left(),
                result.full().mostDocuments(),
                result.full().openMillis(),
                result.exportBytes() == 0 ? "" : "  EXPORT NOT EMPTY");
    }

    /** The same with more. */
    ObjectNode json(int turns) {
        ScaleWorkload workload = result.workload();
        ObjectNode out = JSON.createObjectNode()
                .put("measured", "topology")
                .put("skew", skew())
                .put("documents", workload.documents())
                .put("steadyChanges", workload.steady())
                .put("readChanges", workload.read())
                .put("turns", turns)
                .put("parallelism", workload.lanes())
                .put("seed", workload.seed())
                .put("loadMillis", result.load().millis())
                .put("loadCpuMillis", result.load().cpuMillis())
                .put("loadBesideFirst", loadBeside())
                .put("steadyMillis", millis(result.steady()))
                .put("steadyCpuMillis", cpuMillis(result.steady()))
                .put("steadyBesideFirst", steadyBeside())
                .put("wholeMillis", orNull(millis(result.read())))
                .put("wholeCpuMillis", orNull(cpuMillis(result.read())))
                .put("wholeBesideFirst", orNull(wholeBeside()))
                .put("deletionMillis", result.deletion().millis())
                .put("deletionCpuMillis", result.deletion().cpuMillis())
                .put("stateBytesPerDocument", state())
                .put("indexBytesPerDocument", index())
                .put("openMillis", result.full().openMillis())
                .put("entities", result.full().counts().entities())
                .put("relationships", result.full().counts().relationships())
                .put("mostDocumentsOfAnEntity", result.full().mostDocuments())
                .put("deletedDocuments", deleted())
                .put("stateBytesPerDeletedDocument", left())
                .put("indexBytesAfterDeletion", result.empty().indexBytes())
                .put("exportBytesAfterDeletion", result.exportBytes());
        out.set("steadyTurns", JSON.valueToTree(result.steady()));
        out.set("wholeTurns", JSON.valueToTree(result.read()));
        put(out.putObject("state"), result.full().kept().state());
        put(out.putObject("stateAfterDeletion"), result.empty().state());
        return out;
    }

    private static void put(ObjectNode out, SavepointState state) {
        state.states()
                .forEach((name, size) ->
                        out.putObject(name).put("entries", size.entries()).put("bytes", size.bytes()));
    }

    private String skew() {
        return result.workload().skew().name().toLowerCase(Locale.ROOT);
    }

    /** Documents that were deleted when the state was taken; the models had not begun. */
    private long deletedBefore() {
        return result.workload().steady() / 5 * 2L;
    }

    /** Documents that were deleted in the end. */
    private long deleted() {
        return result.workload().documents()
                + deletedBefore()
                + result.workload().read() / 5 * 2L;
    }

    /** Bytes of state that are left of a deleted document. */
    private double left() {
        return (double) result.empty().state().total().bytes() / deleted();
    }

    /** Bytes of state of a document. */
    private double state() {
        return (result.full().kept().state().total().bytes() - left() * deletedBefore())
                / result.workload().documents();
    }

    /** Bytes of the index of a document. */
    private double index() {
        return (double) result.full().kept().indexBytes() / result.workload().documents();
    }

    private double loadBeside() {
        return result.load().cpuMillis() / first.load().cpuMillis();
    }

    private double steadyBeside() {
        return cpuMillis(result.steady()) / cpuMillis(first.steady());
    }

    private double wholeBeside() {
        return cpuMillis(result.read()) / cpuMillis(first.read());
    }

    private static double millis(List<ProcessMoment.Cost> turns) {
        return mean(turns, ProcessMoment.Cost::millis);
    }

    private static double cpuMillis(List<ProcessMoment.Cost> turns) {
        return mean(turns, ProcessMoment.Cost::cpuMillis);
    }

    /** The mean over turns, which have as many changes each; NaN where there are none. */
    private static double mean(List<ProcessMoment.Cost> turns, ToDoubleFunction<ProcessMoment.Cost> figure) {
        return turns.stream().mapToDouble(figure).average().orElse(Double.NaN);
    }

    private static Double orNull(double value) {
        return Double.isNaN(value) ? null : value;
    }

    private static String text(double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.2f", value);
    }
}
