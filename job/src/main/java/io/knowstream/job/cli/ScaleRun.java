package io.knowstream.job.cli;

import io.knowstream.index.GraphCounts;
import io.knowstream.index.GraphReader;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * Takes jobs that stand side by side through their workloads. What is compared is measured in turns, one job after the other
 * and all others at rest, so that a shared machine's pace, which changes from minute to minute, weighs on all alike.
 *
 * @param jobs that have just started
 * @param turns in which the documents change while their number stays
 */
record ScaleRun(List<ScaleJob> jobs, int turns) {

    /**
     * What was seen of one job.
     *
     * @param load a change of the load
     * @param steady a change of each turn of the steady part without models
     * @param read a change of each turn of the steady part with models; empty where there is none
     * @param deletion a deletion at the end
     * @param full with all documents there, before models read
     * @param empty with all documents deleted
     * @param exportBytes of the export then
     */
    record Result(
            ScaleWorkload workload,
            ProcessMoment.Cost load,
            List<ProcessMoment.Cost> steady,
            List<ProcessMoment.Cost> read,
            ProcessMoment.Cost deletion,
            Full full,
            Kept empty,
            long exportBytes) {}

    /**
     * What is kept of a graph.
     *
     * @param state of the job
     * @param indexBytes of the files of the index
     */
    record Kept(SavepointState state, long indexBytes) {}

    /**
     * A graph with all its documents.
     *
     * @param openMillis what a new reader took to open it, which checks every file as a whole, as a restore does
     * @param mostDocuments that name one entity
     */
    record Full(Kept kept, double openMillis, GraphCounts counts, int mostDocuments) {}

    /** What each job showed, in their order. */
    List<Result> run() throws Exception {
        List<ProcessMoment.Cost> loads = new ArrayList<>();
        for (ScaleJob job : jobs) {
            loads.add(job.load());
        }
        List<List<ProcessMoment.Cost>> steady = inTurns(ScaleWorkload::loaded, ScaleWorkload::spotted);
        List<Full> full = new ArrayList<>();
        for (ScaleJob job : jobs) {
            full.add(full(job));
        }
        jobs.forEach(ScaleJob::beginReading);
        List<List<ProcessMoment.Cost>> read = inTurns(ScaleWorkload::spotted, ScaleWorkload::changed);
        List<Result> results = new ArrayList<>();
        for (int i = 0; i < jobs.size(); i++) {
            ScaleJob job = jobs.get(i);
            ProcessMoment.Cost deletion = job.delete();
            Kept empty = kept(job, "empty");
            results.add(new Result(
                    job.workload(),
                    loads.get(i),
                    steady.get(i),
                    read.get(i),
                    deletion,
                    full.get(i),
                    empty,
                    job.exportBytes()));
        }
        return results;
    }

    /** Takes all jobs through a part of their steps; the costs of each job by turn. */
    private List<List<ProcessMoment.Cost>> inTurns(ToIntFunction<ScaleWorkload> begin, ToIntFunction<ScaleWorkload> end)
            throws Exception {
        List<List<ProcessMoment.Cost>> costs = new ArrayList<>();
        jobs.forEach(job -> costs.add(new ArrayList<>()));
        for (int turn = 0; turn < turns; turn++) {
            for (int i = 0; i < jobs.size(); i++) {
                // There and back.
                int at = turn % 2 == 0 ? i : jobs.size() - 1 - i;
                ScaleWorkload workload = jobs.get(at).workload();
                int first = begin.applyAsInt(workload);
                int steps = (end.applyAsInt(workload) - first) / turns;
                if (steps > 0) {
                    costs.get(at).add(jobs.get(at).change(first + turn * steps, first + (turn + 1) * steps));
                }
            }
        }
        return costs;
    }

    private static Full full(ScaleJob job) throws Exception {
        Kept kept = kept(job, "full");
        ProcessMoment start = ProcessMoment.now();
        try (GraphReader reader = job.reader()) {
            double openMillis = start.until(ProcessMoment.now(), 1).millis();
            int mostDocuments = reader.entities(null, 1).get(0).documents();
            return new Full(kept, openMillis, reader.counts(), mostDocuments);
        }
    }

    private static Kept kept(ScaleJob job, String name) throws Exception {
        SavepointState state = job.state(name);
        job.settle();
        return new Kept(state, job.indexBytes());
    }
}
