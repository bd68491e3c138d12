package io.knowstream.job.monitor;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Locale;

/** A report for programs: seconds, bytes, and shares from 0 to 1. */
final class ReportJson {

    private static final ObjectMapper JSON = new ObjectMapper();

    private ReportJson() {}

    static ObjectNode of(PerformanceReport report) {
        JobReading reading = report.reading();
        ObjectNode json = JSON.createObjectNode()
                .put("job", reading.job())
                .put("source", reading.source())
                .put("uptimeSeconds", seconds(reading.uptime()))
                .put("restarts", reading.restarts());
        overview(json.putObject("overview"), report);
        ObjectNode latency = json.putObject("latency");
        report.latency().forEach((stage, times) -> latency.putObject(stage)
                .put("p50Seconds", seconds(times.p50()))
                .put("p95Seconds", seconds(times.p95()))
                .put("p99Seconds", seconds(times.p99())));
        memory(json.putObject("memory"), report);
        quality(json.putObject("quality"), report.quality());
        tasks(json.putArray("tasks"), reading);
        json.putObject("checkpoints")
                .put("completed", reading.checkpoints().completed())
                .put("failed", reading.checkpoints().failed())
                .put("lastSeconds", seconds(reading.checkpoints().lastDuration()))
                .put("lastBytes", reading.checkpoints().lastBytes());
        ArrayNode recommendations = json.putArray("recommendations");
        for (Recommendation each : report.recommendations()) {
            recommendations
                    .addObject()
                    .put("category", name(each.category()))
                    .put("priority", name(each.priority()))
                    .put("description", each.description())
                    .put("because", each.because())
                    .put("expectedImprovement", each.expectedImprovement());
        }
        return json;
    }

    private static void overview(ObjectNode json, PerformanceReport report) {
        Overview overview = report.overview();
        json.put("documents", overview.documents())
                .put("averageLatencySeconds", seconds(overview.averageLatency()))
                .put("documentsPerMinute", overview.documentsPerMinute())
                .put("errorRate", overview.errorRate());
        overview.cacheHitRate().ifPresent(rate -> json.put("cacheHitRate", rate));
        report.reading().lag().ifPresent(lag -> json.put("lag", (long) lag));
        ObjectNode rates = json.putObject("hitRates");
        report.hitRates().forEach((level, rate) -> rates.put(name(level), rate));
    }

    private static void memory(ObjectNode json, PerformanceReport report) {
        MemoryAnalysis memory = report.memory();
        json.put("currentBytes", memory.current())
                .put("workingBytes", memory.working())
                .put("residueBytes", memory.residue())
                .put("peakBytes", memory.peak())
                .put("budgetBytes", memory.budget())
                .put("efficiency", memory.efficiency().value());
        ObjectNode models = json.putObject("models");
        memory.models().forEach((model, bytes) -> {
            ObjectNode one = models.putObject(model).put("bytes", bytes);
            Duration load = report.loadTimes().get(model);
            if (load != null) {
                one.put("loadSeconds", seconds(load));
            }
        });
    }

    private static void quality(ObjectNode json, QualityDistribution quality) {
        json.put("documents", quality.validated()).put("flagged", quality.flagged());
        quality.average().ifPresent(average -> json.put("average", average));
        ArrayNode bands = json.putArray("documentsByTenth");
        quality.bands().forEach(bands::add);
    }

    private static void tasks(ArrayNode json, JobReading reading) {
        for (TaskReading task : reading.tasks()) {
            json.addObject()
                    .put("name", task.name())
                    .put("parallelism", task.parallelism())
                    .put("busy", task.busy().mean())
                    .put("backPressured", task.backPressured().mean())
                    .put("recordsPerSecond", task.recordsPerSecond().sum());
        }
    }

    private static String name(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static double seconds(Duration time) {
        return time.toNanos() / 1e9;
    }
}
