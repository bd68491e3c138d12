package io.knowstream.job.cli;

import io.knowstream.graph.ChunkResult;
import io.knowstream.graph.ChunkTask;
import io.knowstream.job.Pipeline;
import org.apache.flink.api.common.functions.MapFunction;
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
                .map(counting(gate), TypeInformation.of(ChunkResult.class))
                .uid("counting")
                .name("counting");
    }

    private static final class Parting extends ProcessFunction<ChunkTask, ChunkTask> {

        private static final long serialVersionUID = 1L;

        private final String gate;

        Parting(String gate) {
            this.gate = gate;
        }

        @Override
        public void processElement(ChunkTask task, Context context, Collector<ChunkTask> out) {
            if (ScaleGate.find(gate).reads()) {
                context.output(READ, task);
            } else {
                out.collect(task);
            }
        }
    }

    private static MapFunction<ChunkResult, ChunkResult> counting(String gate) {
        return result -> {
            ScaleGate.find(gate).extracted().incrementAndGet();
            return result;
        };
    }
}
