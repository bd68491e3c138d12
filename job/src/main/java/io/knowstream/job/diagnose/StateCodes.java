package io.knowstream.job.diagnose;

import java.util.List;

/** What is found of checkpoints, savepoints and the index. */
final class StateCodes {

    static final Code MAX_PARALLELISM = new Code(
            Severity.ERROR,
            "state.max-parallelism-changed",
            "job.max-parallelism is {0}, and {1} was made with {2}: state cannot be restored at another",
            "Set job.max-parallelism to {2}; to change it, run the documents again from the topic into a new"
                    + " job.");

    static final Code CHECKPOINTS_FAIL = new Code(
            Severity.ERROR,
            "state.checkpoints-failing",
            "the last {0} checkpoints failed, completed before: {1}; they go to {2}; the last reason: {3}",
            "Check that job manager and task managers can write that directory and that it has room, raise "
                    + "checkpoint.timeout where they are too slow; the log of the job manager has the whole exception."
                    + " Nothing is published meanwhile.");

    static final Code RESTORE_FAILED = new Code(
            Severity.ERROR,
            "state.restore-failed",
            "the state cannot be restored: {0}",
            "Start from the savepoint with the configuration that it was made with, or from an older one.");

    static final Code SAVEPOINT_UNREADABLE = new Code(
            Severity.ERROR,
            "state.savepoint-unreadable",
            "{0} cannot be read: {1}",
            "Name the directory of a savepoint or checkpoint, in which the file _metadata lies.");

    static final Code INDEX_DAMAGED = new Code(
            Severity.ERROR,
            "state.index-damaged",
            "the index at {0} is damaged, files: {1}, the first: {2}",
            "./knowstream index rebuild --savepoint PATH writes it anew, or a start from a savepoint with "
                    + "index.rebuild set.");

    static final Code INDEX_UNREADABLE = new Code(
            Severity.ERROR,
            "state.index-unreadable",
            "the index at {0} cannot be read: {1}",
            "Check that index.path is the directory that all task managers share, and that it can be read "
                    + "from here.");

    static final Code RESTARTED = new Code(
            Severity.WARNING,
            "state.restarted",
            "the job runs for {0}; restarts: {1}, for this reason the last time: {2}",
            "Put right what it says, if it comes again.");

    static final Code CHECKPOINT_SLOW = new Code(
            Severity.WARNING,
            "state.checkpoint-slow",
            "the last checkpoint took {0} and wrote {1}, more than {2}",
            "Use a faster directory for checkpoints, more task managers, or fewer index.shards.");

    static final Code NO_CHECKPOINT = new Code(
            Severity.WARNING,
            "state.no-checkpoint",
            "the job runs for {0} and has completed no checkpoint; one is due every {1}",
            "Look at the tasks in the web UI: one that is busy all the time or does not run holds them up.");

    static final Code CHECKPOINT_OVERDUE = new Code(
            Severity.WARNING,
            "state.checkpoint-overdue",
            "the last checkpoint was completed {0} ago, and one is due every {1}",
            "Look at the checkpoint that is under way in the web UI, under Checkpoints: the task that has not"
                    + " acknowledged it is busy all the time, is held back or does not run. Nothing is published"
                    + " meanwhile.");

    static final Code NO_DIRECTORY = new Code(
            Severity.WARNING,
            "state.no-checkpoint-directory",
            "no execution.checkpointing.dir is set: checkpoints lie in the memory of the job manager and are"
                    + " lost with it",
            "Set execution.checkpointing.dir in the configuration of Flink, to a directory that all machines"
                    + " share.");

    static final Code INDEX_MISSING = new Code(
            Severity.WARNING,
            "state.index-missing",
            "there is no index at {0}: nothing was published there yet",
            "Wait for the first checkpoint, or correct index.path.");

    static final List<Code> ALL = List.of(
            MAX_PARALLELISM,
            CHECKPOINTS_FAIL,
            RESTORE_FAILED,
            SAVEPOINT_UNREADABLE,
            INDEX_DAMAGED,
            INDEX_UNREADABLE,
            RESTARTED,
            CHECKPOINT_SLOW,
            NO_CHECKPOINT,
            CHECKPOINT_OVERDUE,
            NO_DIRECTORY,
            INDEX_MISSING);

    private StateCodes() {}
}
