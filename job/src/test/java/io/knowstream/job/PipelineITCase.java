package io.knowstream.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.knowstream.index.GraphReader;
import io.knowstream.job.config.EffectiveConfiguration;
import io.knowstream.job.config.JobConfig;
import io.knowstream.job.kafka.JsonLinesSource;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole job, bounded, over a file. */
class PipelineITCase {

    @TempDir
    private Path folder;

    @Test
    void documentsOfAFileBecomeAGraph() throws Exception {
        Path file = folder.resolve("docs.jsonl");
        Files.write(
                file,
                List.of(
                        "{\"id\":\"a\",\"title\":\"Marie Curie\",\"content\":\"Marie Curie was born in Warsaw, Poland.\"}",
                        "{\"id\":\"b\",\"content\":\"Pierre Curie worked at the University of Paris in France.\"}",
                        "not json",
                        "{\"id\":\"b\",\"deleted\":true}"),
                StandardCharsets.UTF_8);
        Path index = folder.resolve("index");
        JobConfig config = JobConfig.of(EffectiveConfiguration.load(
                null, Map.of("index.path", index.toString(), "checkpoint.interval", "1 s")));
        Configuration flink = config.flink().toFlink();
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(flink);
        env.setParallelism(2);
        Pipeline.build(
                env,
                config,
                new Ends(
                        JsonLinesSource.of(new org.apache.flink.core.fs.Path(file.toUri()), "docs.jsonl"),
                        new DiscardingSink<>(),
                        null));
        env.execute();
        try (GraphReader reader = GraphReader.open(index.toString())) {
            assertThat(reader.document("a")).isPresent();
            assertThat(reader.document("b")).isEmpty();
            ByteArrayOutputStream export = new ByteArrayOutputStream();
            reader.export(export);
            assertThat(export.toString(StandardCharsets.UTF_8))
                    .contains("\"kind\":\"chunk\"", "\"documentId\":\"a\"")
                    .doesNotContain("Pierre");
        }
    }
}
