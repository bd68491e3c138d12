package io.knowstream.job.diagnose;

import java.util.List;

/** What is found of configuration, models and environment. */
final class ConfigCodes {

    static final Code INVALID =
            new Code(Severity.ERROR, "config.invalid", "{0}", "Correct it; conf/knowstream.yaml lists every key.");

    static final Code MODEL_INCOMPLETE = new Code(
            Severity.ERROR,
            "config.model-incomplete",
            "model {0} in {1} is incomplete: {2}",
            "./knowstream models pull {0} gets what is missing, or put the file there.");

    static final Code MODEL_MISSING = new Code(
            Severity.ERROR,
            "config.model-missing",
            "model {0} ({1}) is not installed: there is no {2}",
            "./knowstream models pull {0} installs it; or use --preset builtin, whose models ship inside.");

    static final Code MODELS_TOO_LARGE = new Code(
            Severity.ERROR,
            "config.models-too-large",
            "{0}",
            "Raise models.budget with taskmanager.memory.task.off-heap.size, or name smaller models.");

    static final Code INDEX_PATH = new Code(
            Severity.ERROR,
            "config.index-path",
            "index.path {0} cannot be written: {1}",
            "Make the directory, or give the user of the task managers the right to write it.");

    static final Code BUDGET_ABOVE_OFF_HEAP = new Code(
            Severity.ERROR,
            "config.budget-above-off-heap",
            "models.budget is {0} bytes, and task manager {1} leaves {2} bytes to models "
                    + "(taskmanager.memory.task.off-heap.size)",
            "Set taskmanager.memory.task.off-heap.size to at least models.budget, and the size of the whole "
                    + "process accordingly, or lower models.budget.");

    static final Code NO_INDEX_PATH = new Code(
            Severity.WARNING,
            "config.no-index-path",
            "index.path is not set: the job does not start on a cluster without it",
            "Set index.path to a directory that all task managers share.");

    static final Code STAND_IN = new Code(
            Severity.WARNING,
            "config.stand-in",
            "model {0} has random weights: what it finds means nothing",
            "./knowstream models pull {0} puts the model itself in its place.");

    static final Code MALLOC = new Code(
            Severity.WARNING,
            "config.malloc",
            "{0} is {1} and should be {2}: memory of models that are evicted does not go back to the system",
            "Set it in the environment of this process, and of the task managers: ./knowstream does it for "
                    + "local commands.");

    static final Code OPENS = new Code(
            Severity.WARNING,
            "config.add-opens",
            "package {0} of java.base is not open: Flink cannot serialize some of its own classes",
            "Run Java with --add-opens=java.base/{0}=ALL-UNNAMED, in env.java.opts.all of a cluster.");

    static final List<Code> ALL = List.of(
            INVALID,
            MODEL_INCOMPLETE,
            MODEL_MISSING,
            MODELS_TOO_LARGE,
            INDEX_PATH,
            BUDGET_ABOVE_OFF_HEAP,
            NO_INDEX_PATH,
            STAND_IN,
            MALLOC,
            OPENS);

    private ConfigCodes() {}
}
