package io.knowstream.job.diagnose;

import java.util.List;

/** What is found of the memory of models. */
final class MemoryCodes {

    static final Code BUDGET_ABOVE_OFF_HEAP = new Code(
            Severity.ERROR,
            "memory.budget-above-off-heap",
            "models.budget is {0} bytes, and taskmanager.memory.task.off-heap.size leaves {1} bytes to "
                    + "models: the job cannot start",
            "Set taskmanager.memory.task.off-heap.size to at least models.budget, and the size of the whole "
                    + "process accordingly, or lower models.budget.");

    static final Code MODEL_UNAVAILABLE = new Code(
            Severity.ERROR,
            "memory.model-unavailable",
            "{0} attempts found no memory or no time for a model; loaded are {1}, not loaded are {2}",
            "Raise models.budget with taskmanager.memory.task.off-heap.size, or extraction.timeout, or name "
                    + "smaller models.");

    static final Code ABOVE_80_PERCENT = new Code(
            Severity.WARNING,
            "memory.above-80-percent",
            "models take {0} of the {1} of models.budget, {2}, more than 80 %: work queues",
            "Lower models.max-concurrent; use smaller models (smollm2_135m in place of smollm_1_7b); lower "
                    + "models.idle-timeout, so that idle ones go sooner; extract less at a time (extraction.capacity, "
                    + "extraction.threads). Or raise models.budget with taskmanager.memory.task.off-heap.size.");

    static final Code WAS_CRITICAL = new Code(
            Severity.OK,
            "memory.was-critical",
            "{0} times more than 80 % of models.budget were taken, the most was {1}, {2}: work queued meanwhile",
            "Do as for memory.above-80-percent.");

    static final Code LOW_EFFICIENCY = new Code(
            Severity.WARNING,
            "memory.low-efficiency",
            "models were in use for {0} of the bytes and seconds that they were held, less than half",
            "Lower models.idle-timeout, so that models that nobody uses are unloaded, or models.max-concurrent.");

    static final Code MODELS_TAKE_TURNS = new Code(
            Severity.WARNING,
            "memory.models-take-turns",
            "{0} models were evicted to make room for others, {1} a minute, more than 1",
            "Raise models.budget or models.max-concurrent so that all of them stay, or use one model for "
                    + "several roles.");

    static final List<Code> ALL = List.of(
            BUDGET_ABOVE_OFF_HEAP,
            MODEL_UNAVAILABLE,
            ABOVE_80_PERCENT,
            WAS_CRITICAL,
            LOW_EFFICIENCY,
            MODELS_TAKE_TURNS);

    private MemoryCodes() {}
}
