package io.knowstream.job.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.knowstream.job.evaluate.Bootstrap;
import io.knowstream.job.evaluate.Calibration;
import io.knowstream.job.evaluate.CoreferenceEvaluation;
import io.knowstream.job.evaluate.Estimate;
import io.knowstream.job.evaluate.GoldFormat;
import io.knowstream.job.evaluate.GoldSet;
import io.knowstream.job.evaluate.HeldOut;
import io.knowstream.job.evaluate.RetrievalEvaluation;
import io.knowstream.job.evaluate.Score;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** Writes what an evaluation has found: as text, in percent, or as one JSON object, in shares of one. */
final class EvaluationAnswer {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final double DIGITS = 1e6;

    private final ObjectNode json = JSON.createObjectNode();
    private final StringBuilder text = new StringBuilder();

    EvaluationAnswer(GoldSet gold, GoldFormat.Task task, Bootstrap bootstrap) {
        int documents = gold.documents().size();
        json.put("format", gold.format().toString())
                .put("documents", documents)
                .put("seed", bootstrap.seed())
                .put("samples", bootstrap.samples());
        line(
                "%s: %,d documents; 95 %% intervals of %,d samples of documents, seed %d",
                gold.format(), documents, bootstrap.samples(), bootstrap.seed());
        long seen = HeldOut.others(gold, task);
        json.put("maybeTrainedOn", seen);
        if (seen > 0) {
            line(
                    "The built-in models may have been trained on %,d of these documents, which makes scores too good;"
                            + " --held-out leaves them out.",
                    seen);
        }
        if (gold.leftOut() > 0) {
            json.put("factsLeftOut", gold.leftOut());
            line("%,d facts are left out, as their names are not in the text.", gold.leftOut());
        }
    }

    private void line(String format, Object... arguments) {
        text.append(String.format(Locale.ROOT, format, arguments)).append('\n');
    }

    /** Scores of one kind. */
    void scores(String title, String field, List<Score> scores) {
        line(
                "%n%-34s %9s %9s %9s  %-15s %8s %8s",
                title, "precision", "recall", "F1", "95 % interval", "gold", "found");
        ArrayNode list = json.putArray(field);
        for (Score score : scores) {
            line(
                    "  %-32s %9s %9s %9s  %-15s %8s %8s",
                    score.name(),
                    percent(score.precision().value()),
                    percent(score.recall().value()),
                    percent(score.f1().value()),
                    interval(score.f1()),
                    count(score.gold()),
                    count(score.found()));
            ObjectNode each = list.addObject().put("name", score.name());
            put(each, "precision", score.precision());
            put(each, "recall", score.recall());
            put(each, "f1", score.f1());
            each.put("gold", round(score.gold())).put("found", round(score.found()));
        }
    }

    /** The score of the CoNLL-2012 shared task and what it is the mean of. */
    void coreference(String title, String field, CoreferenceEvaluation evaluation) {
        scores(title, field + "Measures", evaluation.measures());
        line("  %-32s %29s  %s", "CoNLL F1", percent(evaluation.conll().value()), interval(evaluation.conll()));
        put(json, field, evaluation.conll());
    }

    void calibration(String field, Calibration calibration) {
        line(
                "%n%s: expected calibration error %s (95 %% interval %s)",
                calibration.name(), percent(calibration.error().value()), interval(calibration.error()));
        line("  %-14s %8s %12s %8s", "confidence", "found", "mean of it", "right");
        ObjectNode of = json.putObject(field);
        put(of, "error", calibration.error());
        ArrayNode bins = of.putArray("bins");
        for (Calibration.Bin bin : calibration.bins()) {
            line(
                    "  %-14s %,8d %12s %8s",
                    String.format(Locale.ROOT, "%.1f to %.1f", bin.low(), bin.high()),
                    bin.count(),
                    percent(bin.confidence()),
                    percent(bin.right()));
            bins.addObject()
                    .put("low", bin.low())
                    .put("high", bin.high())
                    .put("found", bin.count())
                    .put("confidence", round(bin.confidence()))
                    .put("right", round(bin.right()));
        }
    }

    void retrieval(RetrievalEvaluation evaluation) {
        line("%n%-20s %8s", "recall@10", "queries");
        ArrayNode list = json.putArray("recallAt10");
        text.setLength(text.length() - 1);
        for (RetrievalEvaluation.Way way : RetrievalEvaluation.Way.values()) {
            text.append(String.format(Locale.ROOT, "  %-22s", name(way)));
        }
        text.append('\n');
        for (RetrievalEvaluation.Source source : evaluation.sources()) {
            ObjectNode of = list.addObject().put("source", source.name()).put("queries", source.queries());
            text.append(String.format(Locale.ROOT, "  %-18s %,8d", source.name(), source.queries()));
            for (RetrievalEvaluation.Way way : RetrievalEvaluation.Way.values()) {
                Estimate recall = source.recall().get(way);
                text.append(String.format(Locale.ROOT, "  %-5s (%s)", percent(recall.value()), interval(recall)));
                text.append(" ".repeat(Math.max(0, 14 - interval(recall).length())));
                put(of, name(way), recall);
            }
            text.append('\n');
        }
    }

    private static String name(RetrievalEvaluation.Way way) {
        return way.name().toLowerCase(Locale.ROOT);
    }

    /** Prints it all to standard output. */
    void print(boolean asJson) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        out.print(asJson ? json + "\n" : text);
        out.flush();
    }

    private static String percent(double share) {
        return Double.isNaN(share) ? "-" : String.format(Locale.ROOT, "%.1f", 100 * share);
    }

    private static String interval(Estimate estimate) {
        return Double.isNaN(estimate.low()) ? "-" : percent(estimate.low()) + " to " + percent(estimate.high());
    }

    /** Counts are whole, but for the sums of similarities of one measure. */
    private static String count(double count) {
        return String.format(Locale.ROOT, "%,.0f", count);
    }

    private static void put(ObjectNode to, String field, Estimate estimate) {
        if (Double.isNaN(estimate.value())) {
            to.putNull(field);
            return;
        }
        ObjectNode of = to.putObject(field).put("value", round(estimate.value()));
        of.putArray("interval").add(round(estimate.low())).add(round(estimate.high()));
    }

    private static double round(double value) {
        return Math.round(value * DIGITS) / DIGITS;
    }
}
