package io.knowstream.job.cli;

import io.knowstream.graph.GraphChange;
import io.knowstream.index.IndexSink;
import io.knowstream.job.config.JobConfig;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongFunction;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Writes an index through the job's sink, of records that this process has. */
final class WrittenIndex {

    private static final Map<String, LongFunction<GraphChange>> RECORDS = new ConcurrentHashMap<>();

    private WrittenIndex() {}

    /**
     * Writes an index.
     *
     * @param count how many records there are
     * @param records by their numbers from 0
     * @param config says where, and how the index is written
     * @param work directory for temporary files
     */
    static void write(long count, LongFunction<GraphChange> records, JobConfig config, Path work) throws Exception {
        String key = UUID.randomUUID().toString();
        RECORDS.put(key, records);
        try (LocalCluster cluster = LocalCluster.start(work, 1, 0)) {
            StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment(
                    config.flink().toFlink());
            environment.setParallelism(1);
            IndexSink.attach(
                    environment
                            .fromSequence(0, count - 1)
                            .map(new Numbered(key))
                            .returns(TypeInformation.of(GraphChange.class)),
                    config.index(),
                    config.flink().maxParallelism());
            cluster.submit(environment).getJobExecutionResult().get();
        } finally {
            RECORDS.remove(key);
        }
    }

    /** The function itself cannot be sent to a task; its key can. */
    private record Numbered(String records) implements MapFunction<Long, GraphChange> {

        @Override
        public GraphChange map(Long number) {
            return RECORDS.get(records).apply(number);
        }
    }
}
