package io.knowstream.async;

import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.streaming.api.functions.async.RichAsyncFunction;
import org.apache.flink.streaming.api.operators.StreamingRuntimeContext;

/**
 * An asynchronous function that knows how much off-heap memory its task manager leaves to tasks, which the context of
 * asynchronous functions does not show.
 */
public abstract class OffHeapFunction<I, O> extends RichAsyncFunction<I, O> {

    private static final long serialVersionUID = 1;

    private transient Long offHeapBytes;

    @Override
    public void setRuntimeContext(RuntimeContext context) {
        super.setRuntimeContext(context);
        if (context instanceof StreamingRuntimeContext streaming) {
            offHeapBytes = streaming
                    .getTaskManagerRuntimeInfo()
                    .getConfiguration()
                    .getOptional(TaskManagerOptions.TASK_OFF_HEAP_MEMORY)
                    .map(MemorySize::getBytes)
                    .orElse(null);
        }
    }

    /** {@code taskmanager.memory.task.off-heap.size} in bytes; null where nothing bounds it. */
    protected final Long offHeapBytes() {
        return offHeapBytes;
    }
}
