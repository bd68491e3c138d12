package io.knowstream.index.elasticsearch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.knowstream.graph.GraphChange;
import io.knowstream.index.ReadableGraph;
import io.knowstream.job.cli.LocalCluster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that speaks TLS and asks for a password: who has certificate and password may write and read, nobody else. */
class ElasticsearchSecurityITCase {

    private static final String USER = "writer";
    private static final String PASSWORD = "correct-horse-9";

    @TempDir
    private Path folder;

    private static ElasticsearchConfig config(ElasticsearchServer server, String certificate, Path password) {
        return new ElasticsearchConfig(
                List.of(server.address()),
                "secured",
                1,
                0,
                Duration.ofMillis(100),
                certificate,
                USER,
                password.toString(),
                null,
                null);
    }

    @Test
    void whoHasCertificateAndPasswordWritesAndReads() throws Exception {
        Path right = Files.writeString(folder.resolve("right"), PASSWORD + "\n");
        Path wrong = Files.writeString(folder.resolve("wrong"), "battery-staple\n");
        try (ElasticsearchServer server = ElasticsearchServer.startSecured(USER, PASSWORD);
                LocalCluster cluster = LocalCluster.start(folder.resolve("flink"), 1, 0)) {
            String certificate = server.certificate().toString();
            ElasticsearchConfig config = config(server, certificate, right);
            List<GraphChange> changes = TestingRecords.changes(new Random(7), 100);
            GatedChanges.set(changes, 0, changes.size());
            StreamExecutionEnvironment env =
                    StreamExecutionEnvironment.getExecutionEnvironment(ElasticsearchSinkITCase.settings());
            env.setParallelism(1);
            ElasticsearchSink.attach(GatedChanges.attach(env), config);
            cluster.submit(env).getJobExecutionResult().get(2, TimeUnit.MINUTES);
            try (ReadableGraph graph = ElasticsearchGraph.open(config)) {
                assertThat(ElasticsearchSinkITCase.export(graph)).isEqualTo(ElasticsearchSinkITCase.canonical(changes));
            }

            assertThatThrownBy(() -> ElasticsearchGraph.open(config(server, certificate, wrong)))
                    .hasMessageContaining("the indices secured-* at " + server.address() + " cannot be read")
                    .hasMessageContaining("security_exception")
                    .message()
                    .doesNotContain("battery-staple");
            assertThatThrownBy(() -> ElasticsearchGraph.open(config(server, null, right)))
                    .hasMessageContaining("cannot be read")
                    .hasMessageContaining("PKIX path building failed");
        }
    }
}
