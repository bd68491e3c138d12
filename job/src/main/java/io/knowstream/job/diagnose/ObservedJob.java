package io.knowstream.job.diagnose;

import io.knowstream.job.monitor.JobReader;
import io.knowstream.job.monitor.JobReading;
import io.knowstream.job.monitor.NoJobException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A job as far as it can be seen.
 *
 * @param reading what it says of itself; empty where nobody answers or it does not run
 * @param details what Flink knows; empty where nobody answers or a Prometheus is asked
 * @param figures what was looked at
 * @param findings why it cannot be seen, or that it fails
 */
public record ObservedJob(
        Optional<JobReading> reading,
        Optional<JobDetails> details,
        Map<String, String> figures,
        List<Finding> findings) {

    /** Where nobody looks at a job. */
    static ObservedJob none() {
        return new ObservedJob(Optional.empty(), Optional.empty(), Map.of(), List.of());
    }

    /**
     * Looks at a job.
     *
     * @param flink empty where a Prometheus is asked
     */
    public static ObservedJob read(JobReader reader, Optional<JobDetailsReader> flink) throws InterruptedException {
        Optional<JobReading> reading = Optional.empty();
        Optional<JobDetails> details = Optional.empty();
        Map<String, String> figures = new LinkedHashMap<>();
        List<Finding> findings = new ArrayList<>();
        try {
            if (flink.isPresent()) {
                details = Optional.of(flink.get().read());
                details.filter(job -> !job.runs()).ifPresent(job -> findings.add(failing(job)));
            }
            if (details.isEmpty() || !details.get().state().equals("FAILED")) {
                reading = Optional.of(reader.read());
            }
        } catch (NoJobException e) {
            findings.add(JobCodes.NOT_FOUND.found(e.getMessage()));
        } catch (IOException e) {
            findings.add(JobCodes.UNREACHABLE.found(e.getMessage()));
        }
        reading.ifPresent(job -> figures.put("job", job.job() + " at " + job.source()));
        details.ifPresent(job -> {
            figures.putIfAbsent("job", job.name());
            figures.put("state", job.state());
        });
        return new ObservedJob(reading, details, figures, findings);
    }

    private static Finding failing(JobDetails job) {
        return JobCodes.FAILING.found(
                job.name(), job.state(), job.lastFailure().map(Failure::reason).orElse("no reason is given"));
    }
}
