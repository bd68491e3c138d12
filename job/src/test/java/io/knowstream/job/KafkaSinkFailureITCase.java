package io.knowstream.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.knowstream.job.cli.LocalCluster;
import io.knowstream.job.config.EffectiveConfiguration;
import io.knowstream.job.config.JobConfig;
import io.knowstream.job.kafka.DeadLetter;
import io.knowstream.job.kafka.KafkaEnds;
import io.knowstream.job.kafka.RawRecord;
import io.knowstream.job.process.FreePorts;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.functions.FlatMapFunction;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.util.Collector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A task that fails while its dead letters cannot be sent takes no task manager along. */
class KafkaSinkFailureITCase {

    @TempDir
    private Path folder;

    @Test
    void theTaskManagerOutlivesATaskWhoseSinkCannotBeClosed() throws Exception {
        JobConfig config = JobConfig.of(EffectiveConfiguration.load(
                null,
                Map.of(
                        "index.path",
                        folder.resolve("index").toString(),
                        "kafka.bootstrap-servers",
                        "127.0.0.1:" + FreePorts.find(1).get(0),
                        "kafka.properties",
                        "max.block.ms:200,delivery.timeout.ms:1000,request.timeout.ms:500")));
        try (LocalCluster cluster = LocalCluster.start(folder, 1, 0)) {
            StreamExecutionEnvironment failing = environment();
            failing.fromData("a document").flatMap(new Failing()).sinkTo(new KafkaEnds(config.kafka()).rejected());
            assertThatThrownBy(() ->
                            cluster.submit(failing).getJobExecutionResult().get())
                    .hasStackTraceContaining("after the letter");

            StreamExecutionEnvironment next = environment();
            next.fromData("another").sinkTo(new DiscardingSink<>());
            assertThat(cluster.submit(next).getJobExecutionResult().get(1, TimeUnit.MINUTES))
                    .isNotNull();
        }
    }

    private static StreamExecutionEnvironment environment() {
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment(
                new Configuration().set(RestartStrategyOptions.RESTART_STRATEGY, "none"));
        environment.setParallelism(1);
        return environment;
    }

    private static final class Failing implements FlatMapFunction<String, DeadLetter> {

        private static final long serialVersionUID = 1L;

        @Override
        public void flatMap(String id, Collector<DeadLetter> out) {
            RawRecord record = new RawRecord("documents", 0, 1, id.getBytes(StandardCharsets.UTF_8), null);
            out.collect(DeadLetter.of(record, "decode", "made to fail", id, 1_000));
            throw new IllegalStateException("after the letter");
        }
    }
}
