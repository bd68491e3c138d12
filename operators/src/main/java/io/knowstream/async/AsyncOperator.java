package io.knowstream.async;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.datastream.AsyncDataStream.OutputMode;
import org.apache.flink.streaming.api.functions.async.AsyncFunction;
import org.apache.flink.streaming.api.operators.AbstractStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.OneInputStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.api.operators.async.AsyncWaitOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.retryable.AsyncRetryStrategies;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Flink's asynchronous operator, without a timeout, for a function that answers under one configuration only.
 *
 * <p>What is under way when a savepoint is taken comes to the function again after the restore, and where the
 * configuration is another one by then, the function cannot give what was asked for: its answer would be kept under the
 * fingerprint of a configuration that never gave it. Such an element is set aside instead, in the state {@code
 * set-aside}: it is taken up when the configuration that it fits is back, and dropped when a newer one replaces it.
 *
 * <p>Nothing waits for what is set aside: whoever sent it sends it again as it should be now. Each change
 * sets aside at most what was under way at it: the operator's capacity, and with unaligned checkpoints what was in its
 * channels. What nothing replaces, such as a chunk of a document that was deleted, stays until its configuration is back.
 *
 * @param <I> elements that come in
 * @param <O> answers
 */
public final class AsyncOperator<I, O> extends AsyncWaitOperator<I, O> {

    private static final Logger LOG = LoggerFactory.getLogger(AsyncOperator.class);
    private static final long serialVersionUID = 1;
    private static final long NO_TIMEOUT = 0;

    private final UnderWay<I> underWay;
    private final TypeInformation<I> type;

    private transient ListState<I> state;
    private transient List<I> setAside;

    @SuppressWarnings("unchecked") // a strategy that never tries again suits all answers
    private AsyncOperator(Factory<I, O> factory, StreamOperatorParameters<O> parameters) {
        super(
                parameters,
                factory.function,
                NO_TIMEOUT,
                factory.capacity,
                factory.mode,
                AsyncRetryStrategies.NO_RETRY_STRATEGY,
                parameters.getProcessingTimeService(),
                parameters.getMailboxExecutor());
        this.underWay = factory.underWay;
        this.type = factory.type;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        state = context.getOperatorStateStore().getUnionListState(new ListStateDescriptor<>("set-aside", type));
        setAside = new ArrayList<>();
    }

    /** Elements that were under way come first, by way of {@link #processElement}; then those that were set aside. */
    @Override
    public void open() throws Exception {
        super.open();
        for (I element : state.get()) {
            if (isOwn(element)) {
                take(element);
            }
        }
        if (!setAside.isEmpty()) {
            LOG.info(
                    "{}: {} elements of another configuration were under way; they are set aside, as they come again",
                    getRuntimeContext().getTaskInfo().getTaskNameWithSubtasks(),
                    setAside.size());
        }
    }

    private void take(I element) throws Exception {
        if (underWay.fits(element)) {
            super.processElement(new StreamRecord<>(element));
        } else {
            setAside.add(element);
        }
    }

    /** Each subtask sees all of the state, so that what is set aside stays with the elements of its key. */
    private boolean isOwn(I element) {
        TaskInfo task = getRuntimeContext().getTaskInfo();
        return task.getIndexOfThisSubtask()
                == KeyGroupRangeAssignment.assignKeyToParallelOperator(
                        underWay.key(element),
                        task.getMaxNumberOfParallelSubtasks(),
                        task.getNumberOfParallelSubtasks());
    }

    @Override
    public void processElement(StreamRecord<I> element) throws Exception {
        I value = element.getValue();
        if (!setAside.isEmpty()) {
            setAside.removeIf(older -> underWay.replaces(value, older));
        }
        if (underWay.fits(value)) {
            super.processElement(element);
        } else {
            setAside.add(value);
        }
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        state.update(setAside);
    }

    /**
     * Makes the operator.
     *
     * @param <I> elements that come in
     * @param <O> answers
     */
    public static final class Factory<I, O> extends AbstractStreamOperatorFactory<O>
            implements OneInputStreamOperatorFactory<I, O> {

        private static final long serialVersionUID = 1;

        private final AsyncFunction<I, O> function;
        private final UnderWay<I> underWay;
        private final TypeInformation<I> type;
        private final int capacity;
        private final OutputMode mode;

        /**
         * @param capacity elements that a subtask has under way
         * @param mode whether answers leave in the order of arrival
         */
        public Factory(
                AsyncFunction<I, O> function,
                UnderWay<I> underWay,
                TypeInformation<I> type,
                int capacity,
                OutputMode mode) {
            this.function = function;
            this.underWay = underWay;
            this.type = type;
            this.capacity = capacity;
            this.mode = mode;
        }

        @Override
        @SuppressWarnings("unchecked") // the type variable is of no use: there is one operator only
        public <T extends StreamOperator<O>> T createStreamOperator(StreamOperatorParameters<O> parameters) {
            return (T) new AsyncOperator<>(this, parameters);
        }

        @Override
        @SuppressWarnings("rawtypes")
        public Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader classLoader) {
            return AsyncOperator.class;
        }
    }
}
