package io.knowstream.job.torture;

import java.time.Duration;

/**
 * Something done to the job.
 *
 * @param kind what
 * @param target number of the task manager, where it is one
 * @param length of a pause, or until what was killed is started again
 * @param parallelism that the job gets, where it is a rescaling; how many records, where it is a flood
 */
record Strike(Kind kind, int target, Duration length, int parallelism) {

    /** The kinds, with how many processes one kills. */
    enum Kind {
        KILL_TASK_MANAGER("kill task manager", 1),
        PAUSE_TASK_MANAGER("pause task manager", 0),
        KILL_JOB_MANAGER("kill job manager", 1),
        PAUSE_JOB_MANAGER("pause job manager", 0),
        KILL_BROKER("kill broker", 1),
        PAUSE_BROKER("pause broker", 0),
        OUTAGE("kill broker", 1),
        KILL_EVERYTHING("kill broker, job manager and all task managers", 0),
        RESCALE("rescale", 0),
        RESCALE_UNDER_FIRE("rescale, and kill a task manager meanwhile", 1),
        FLOOD("flood of malformed records", 0),
        QUIET("quiet point", 0);

        private final String text;
        private final int kills;

        Kind(String text, int kills) {
            this.text = text;
            this.kills = kills;
        }

        /** Processes killed, all task managers being {@code taskManagers}. */
        int kills(int taskManagers) {
            return this == KILL_EVERYTHING ? taskManagers + 2 : kills;
        }
    }

    @Override
    public String toString() {
        String seconds = " for " + length.toMillis() / 1e3 + " s";
        return switch (kind) {
            case KILL_TASK_MANAGER, PAUSE_TASK_MANAGER -> kind.text + " " + (target + 1) + seconds;
            case RESCALE, RESCALE_UNDER_FIRE -> kind.text + " to " + parallelism;
            case FLOOD -> kind.text + ": " + parallelism;
            case QUIET -> kind.text;
            default -> kind.text + seconds;
        };
    }
}
