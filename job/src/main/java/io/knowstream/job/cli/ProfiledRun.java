package io.knowstream.job.cli;

import io.knowstream.index.GraphCounts;
import io.knowstream.index.GraphReader;
import io.knowstream.job.monitor.MemoryEfficiency;
import io.knowstream.job.monitor.MemoryFigures;
import io.knowstream.job.monitor.ModelFigures;
import io.knowstream.job.monitor.ProcessingProfile;
import io.knowstream.job.monitor.StageFigures;
import io.knowstream.metrics.Metric;
import io.knowstream.metrics.Stage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** A bounded run whose documents are measured, as its configuration says. */
record ProfiledRun(BoundedRun job) {

    /**
     * Runs the job.
     *
     * @param rejections directory that takes the reasons of rejected lines
     * @param documents how many are expected, for those who watch
     */
    ProcessingProfile run(Path rejections, long documents, Terminal terminal) throws Exception {
        JobMetrics metrics = new JobMetrics();
        Duration elapsed = job.run(rejections, documents, terminal, metrics);
        GraphCounts graph = counts(job.config().index().path());
        return new ProcessingProfile(
                metrics.sum(Metric.DOCUMENTS_COMPLETED),
                metrics.sum(Metric.DOCUMENTS_SAMPLED),
                graph.entities(),
                graph.relationships(),
                elapsed,
                stages(metrics),
                models(metrics),
                memory(metrics));
    }

    private static GraphCounts counts(String index) throws IOException {
        try (GraphReader reader = GraphReader.open(index)) {
            return reader.counts();
        }
    }

    private static List<StageFigures> stages(JobMetrics metrics) {
        Map<String, Long> micros = metrics.sums(Metric.STAGE_TIME);
        Map<String, Long> bytes = metrics.sums(Metric.STAGE_ALLOCATED);
        return Stream.of(Stage.values())
                .map(stage -> new StageFigures(
                        stage, micros.getOrDefault(stage.key(), 0L), bytes.getOrDefault(stage.key(), 0L)))
                .toList();
    }

    private static List<ModelFigures> models(JobMetrics metrics) {
        Map<String, Long> calls = metrics.sums(Metric.MODEL_CALLS);
        Map<String, Long> micros = metrics.sums(Metric.MODEL_TIME);
        Map<String, Long> tokens = metrics.sums(Metric.MODEL_TOKENS);
        Map<String, List<Long>> loads = metrics.measurements(Metric.MODEL_LOAD_TIME);
        Set<String> names = new TreeSet<>(calls.keySet());
        names.addAll(loads.keySet());
        return names.stream()
                .map(name -> new ModelFigures(
                        name,
                        calls.getOrDefault(name, 0L),
                        micros.getOrDefault(name, 0L),
                        tokens.getOrDefault(name, 0L),
                        loads.getOrDefault(name, List.of()).size(),
                        loads.getOrDefault(name, List.of()).stream()
                                .mapToLong(Long::longValue)
                                .sum()))
                .sorted(Comparator.comparingLong(ModelFigures::micros)
                        .reversed()
                        .thenComparing(ModelFigures::model))
                .toList();
    }

    private static MemoryFigures memory(JobMetrics metrics) throws IOException {
        return new MemoryFigures(
                metrics.most(Metric.MODEL_PEAK_BYTES),
                metrics.most(Metric.MODEL_BUDGET_BYTES),
                PeakMemory.process(),
                PeakMemory.heap(),
                new MemoryEfficiency(
                        metrics.most(Metric.MODEL_BYTE_SECONDS), metrics.most(Metric.MODEL_IDLE_BYTE_SECONDS)));
    }
}
