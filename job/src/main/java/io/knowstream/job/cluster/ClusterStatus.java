package io.knowstream.job.cluster;

import java.nio.file.Path;
import java.util.List;

/**
 * What of a cluster runs.
 *
 * @param directory its folder
 * @param processes all that belong to it, in the order of their start; none where no cluster was ever started there
 * @param kafka {@code host:port} of the broker; null where no cluster was ever started there
 * @param flink address of the web UI and the REST interface; null likewise
 * @param prometheus address of Prometheus; null where there is none
 * @param slots of the task managers that the job manager knows; 0 where it does not answer
 * @param freeSlots those among them that no job has
 * @param jobs that the job manager knows
 */
public record ClusterStatus(
        Path directory,
        List<ProcessStatus> processes,
        String kafka,
        String flink,
        String prometheus,
        int slots,
        int freeSlots,
        List<Job> jobs) {

    /**
     * A process.
     *
     * @param pid its id; null where it does not run
     * @param address where it answers
     * @param log its log
     */
    public record ProcessStatus(String name, Long pid, String address, Path log) {

        /** Whether it runs. */
        public boolean running() {
            return pid != null;
        }
    }

    /**
     * A job.
     *
     * @param state as Flink calls it
     * @param checkpoint the path of its last checkpoint or savepoint; null where there is none
     */
    public record Job(String id, String name, String state, String checkpoint) {

        /** Whether it goes on, now or when it can. */
        public boolean alive() {
            return !List.of("FINISHED", "CANCELED", "FAILED").contains(state);
        }
    }

    /** Whether all of it runs. */
    public boolean complete() {
        return !processes.isEmpty() && processes.stream().allMatch(ProcessStatus::running);
    }
}
