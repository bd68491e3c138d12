package io.knowstream.job.diagnose;

import io.knowstream.job.monitor.Figures;
import io.knowstream.job.monitor.JobReading;
import io.knowstream.job.monitor.Limits;
import io.knowstream.job.monitor.MemoryAnalysis;
import io.knowstream.job.monitor.ModelChurn;
import io.knowstream.job.monitor.PerformanceReport;
import io.knowstream.job.monitor.Thresholds;
import io.knowstream.metrics.Metric;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What is wrong with the memory of models, by the figures of the performance guide. */
public final class MemoryCheck {

    /** What the job says where it refuses its budget. */
    private static final Pattern REFUSED = Pattern.compile(
            "models\\.budget is (\\d+) bytes, and taskmanager\\.memory\\.task\\.off-heap\\.size leaves (\\d+) bytes");

    private MemoryCheck() {}

    /** Diagnoses a job, as far as it can be seen. */
    public static Diagnosis of(ObservedJob job) {
        Map<String, String> figures = new LinkedHashMap<>(job.figures());
        List<Finding> findings = new ArrayList<>(job.findings());
        job.details().ifPresent(details -> taskManagers(details, figures));
        Optional<PerformanceReport> report = job.reading()
                .map(reading -> PerformanceReport.of(reading, Limits.GUIDE))
                .filter(each -> each.memory().budget() > 0);
        if (report.isPresent()) {
            figures(report.get(), figures);
            findings(report.get(), findings);
        } else {
            figures.put("models", "no task says anything of them");
            job.details().ifPresent(details -> refused(details, findings));
        }
        return new Diagnosis("memory", figures, findings);
    }

    private static void taskManagers(JobDetails details, Map<String, String> figures) {
        for (TaskManagerMemory each : details.taskManagers()) {
            figures.put(
                    "task manager " + each.id(),
                    each.bounded()
                            ? Figures.bytes(each.offHeap()) + " off-heap for models"
                            : "off-heap memory is not bounded");
        }
    }

    /** Says it exactly, where the job does not start since its budget does not fit. */
    private static void refused(JobDetails details, List<Finding> findings) {
        Matcher refused =
                REFUSED.matcher(details.lastFailure().map(Failure::trace).orElse(""));
        if (refused.find()) {
            findings.removeIf(finding -> finding.code() == JobCodes.FAILING);
            findings.add(MemoryCodes.BUDGET_ABOVE_OFF_HEAP.found(refused.group(1), refused.group(2)));
        }
    }

    private static void figures(PerformanceReport report, Map<String, String> figures) {
        MemoryAnalysis memory = report.memory();
        JobReading reading = report.reading();
        figures.put(
                "now",
                String.format(
                        "%s of %s (%s), %s of it working memory, %s left behind by closed models",
                        Figures.bytes(memory.current()),
                        Figures.bytes(memory.budget()),
                        Figures.percent(memory.share()),
                        Figures.bytes(memory.working()),
                        Figures.bytes(memory.residue())));
        figures.put("peak", Figures.bytes(memory.peak()) + " (" + Figures.percent(memory.peakShare()) + ")");
        figures.put(
                "efficiency",
                String.format(Locale.ROOT, "%.2f", memory.efficiency().value()));
        figures.put(
                "loaded models",
                Long.toString(memory.models().values().stream()
                        .filter(bytes -> bytes > 0)
                        .count()));
        memory.models().forEach((model, bytes) -> {
            if (bytes > 0) {
                figures.put("  " + model, Figures.bytes(bytes));
            }
        });
        figures.put(
                "evictions",
                String.format(
                        Locale.ROOT,
                        "%,.0f for room, %,.0f idle, %,.0f by cleanups",
                        max(reading, Metric.MODEL_EVICTIONS_ROOM),
                        max(reading, Metric.MODEL_EVICTIONS_IDLE),
                        max(reading, Metric.MODEL_EVICTIONS_CLEANUP)));
        figures.put(
                "transitions",
                String.format(
                        Locale.ROOT,
                        "%,.0f times limited (60 to 80 %%), %,.0f times critical (above)",
                        max(reading, Metric.MEMORY_TRANSITIONS_LIMITED),
                        max(reading, Metric.MEMORY_TRANSITIONS_CRITICAL)));
    }

    private static void findings(PerformanceReport report, List<Finding> findings) {
        MemoryAnalysis memory = report.memory();
        JobReading reading = report.reading();
        if (memory.share() > Thresholds.MEMORY_CRITICAL) {
            findings.add(MemoryCodes.ABOVE_80_PERCENT.found(
                    Figures.bytes(memory.current()), Figures.bytes(memory.budget()), Figures.percent(memory.share())));
        }
        double critical = max(reading, Metric.MEMORY_TRANSITIONS_CRITICAL);
        if (critical > 0) {
            findings.add(MemoryCodes.WAS_CRITICAL.found(
                    number(critical), Figures.bytes(memory.peak()), Figures.percent(memory.peakShare())));
        }
        boolean works =
                report.overview().documentsPerMinute() > 0 || reading.lag().orElse(0) > 0;
        if (works && memory.efficiency().value() < Thresholds.EFFICIENT) {
            findings.add(MemoryCodes.LOW_EFFICIENCY.found(
                    Figures.percent(memory.efficiency().value())));
        }
        ModelChurn.of(reading)
                .map(churn -> MemoryCodes.MODELS_TAKE_TURNS.found(
                        number(churn.evictions()), String.format(Locale.ROOT, "%.1f", churn.perMinute())))
                .ifPresent(findings::add);
        double unavailable = reading.metrics().sum(Metric.MODEL_UNAVAILABLE);
        if (reading.metrics().sum(Metric.MODEL_UNAVAILABLE_RATE) > 0) {
            findings.add(MemoryCodes.MODEL_UNAVAILABLE.found(
                    number(unavailable), models(memory, true), models(memory, false)));
        }
    }

    private static String models(MemoryAnalysis memory, boolean loaded) {
        String names = memory.models().entrySet().stream()
                .filter(each -> each.getValue() > 0 == loaded)
                .map(each -> loaded ? each.getKey() + " with " + Figures.bytes(each.getValue()) : each.getKey())
                .collect(Collectors.joining(", "));
        return names.isEmpty() ? "none" : names;
    }

    private static double max(JobReading reading, Metric metric) {
        return reading.metrics().max(metric).orElse(0);
    }

    private static String number(double count) {
        return String.format(Locale.ROOT, "%,.0f", count);
    }
}
