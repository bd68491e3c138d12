package io.knowstream.job.cli;

import io.knowstream.graph.ChunkResult;
import io.knowstream.graph.ChunkTask;
import io.knowstream.job.Pipeline;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Extraction of a {@link ScaleWorkload}: by {@link SpottedNames} until its {@link ScaleGate} has models read. Counts there
 * what is extracted.
 *
 * @param gate by its name
 * @param models extraction as the job has it
 */
record ScaleExtraction(String gate, Pipeline.Extraction models) implements Pipeline.Extraction {

    private static final OutputTag<ChunkTask> READ = new OutputTag<>("read", TypeInformation.of(ChunkTask.class));

    @Override
    public DataStream<ChunkResult> attach(DataStream<ChunkTask> chunks) {
        SingleOutputStreamOperator<ChunkTask> spotted =
                chunks.process(new Parting(gate)).uid("parting").name("parting");
        return spotted.keyBy(ChunkTask::chunkId)
                .map(new SpottedNames(), TypeInformation.of(ChunkResult.class))
                .uid("spotting")
                .name("spotting")
                .union(models.attach(spotted.getSideOutput(READ)))
                .map(new Counting(gate), TypeInformation.of(ChunkResult.class))
                .uid("counting")
                .name("counting");
    }

    private static final class Parting extends ProcessFunction<ChunkTask, ChunkTask> {

        private static final long serialVersionUID = 1L;

        private final String name;

        private transient ScaleGate gate;

        Parting(String name) {
            this.name = name;
        }

        @Override
        public void open(OpenContext context) {
            gate = ScaleGate.find(name);
        }

        @Override
        public void processElement(ChunkTask task, Context context, Collector<ChunkTask> out) {
            if (gate.reads()) {
                context.output(READ, task);
            } else {
                out.collect(task);
            }
        }
    }

    private static final class Counting extends RichMapFunction<ChunkResult, ChunkResult> {

        private static final long serialVersionUID = 1L;

        private final String gate;

        private transient AtomicLong extracted;

        Counting(String gate) {
            this.gate = gate;
        }

        @Override
        public void open(OpenContext context) {
            extracted = ScaleGate.find(gate).extracted();
        }

        @Override
        public ChunkResult map(ChunkResult result) {
            extracted.incrementAndGet();
            return result;
        }
    }
}
