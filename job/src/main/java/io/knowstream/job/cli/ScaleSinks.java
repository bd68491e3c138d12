package io.knowstream.job.cli;

import io.knowstream.graph.GraphChange;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/** The ends of a {@link ScaleJob} that send nothing. */
final class ScaleSinks {

    private ScaleSinks() {}

    static <T> Sink<T> refusing() {
        return new Refusing<>();
    }

    static Sink<GraphChange> withdrawals(ScaleGate gate) {
        return new Withdrawals(gate.name());
    }

    /** Takes nothing: all documents of a workload are valid. */
    private static final class Refusing<T> implements Sink<T> {

        private static final long serialVersionUID = 1L;

        @Override
        public SinkWriter<T> createWriter(WriterInitContext context) {
            return new Writer<>(element -> {
                throw new IllegalStateException("rejected: " + element);
            });
        }
    }

    /** Counts documents as they leave the graph. */
    private static final class Withdrawals implements Sink<GraphChange> {

        private static final long serialVersionUID = 1L;

        private final String gate;

        Withdrawals(String gate) {
            this.gate = gate;
        }

        @Override
        public SinkWriter<GraphChange> createWriter(WriterInitContext context) {
            AtomicLong withdrawn = ScaleGate.find(gate).withdrawn();
            return new Writer<>(change -> {
                if (change.kind() == GraphChange.Kind.DOCUMENT && change.op() == GraphChange.Op.DELETE) {
                    withdrawn.incrementAndGet();
                }
            });
        }
    }

    private record Writer<T>(Consumer<T> taking) implements SinkWriter<T> {

        @Override
        public void write(T element, Context context) {
            taking.accept(element);
        }

        @Override
        public void flush(boolean endOfInput) {
            // Nothing is buffered.
        }

        @Override
        public void close() {
            // Holds nothing open.
        }
    }
}
