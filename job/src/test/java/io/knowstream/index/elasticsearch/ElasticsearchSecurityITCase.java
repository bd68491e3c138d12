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
    private static final String READ_ALONE = "reader";
    /** What docs/security.md says that they need. */
    private static final ElasticsearchServer.User WRITER =
            new ElasticsearchServer.User(USER, "secured-*", List.of("manage", "read", "write"));

    private static final ElasticsearchServer.User READER =
            new ElasticsearchServer.User(READ_ALONE, "secured-*", List.of("read"));

    private static final String PASSWORD = "correct-horse-9";

    @TempDir
    private Path folder;

    private static ElasticsearchConfig config(ElasticsearchServer server, String certificate, Path password) {
        return config(server.address(), certificate, USER, password);
    }

    private static ElasticsearchConfig config(String address, String certificate, String user, Path password) {
        return new ElasticsearchConfig(
                List.of(address),
                "secured",
                1,
                0,
                Duration.ofMillis(100),
                certificate,
                user,
                password.toString(),
                null,
                null);
    }

    @Test
    void whoHasCertificateAndPasswordWritesAndReads() throws Exception {
        Path right = Files.writeString(folder.resolve("right"), PASSWORD + "\n");
        Path wrong = Files.writeString(folder.resolve("wrong"), "battery-staple\n");
        try (ElasticsearchServer server = ElasticsearchServer.startSecured(PASSWORD, WRITER, READER);
                LocalCluster cluster = LocalCluster.start(folder.resolve("flink"), 1, 0)) {
            String certificate = server.certificate().toString();
            ElasticsearchConfig config = config(server, certificate, right);
            List<GraphChange> changes = TestingRecords.changes(new Random(7), 100);
            GatedChanges.set(changes, 0, changes.size());
            StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(TestingSink.settings());
            env.setParallelism(1);
            ElasticsearchSink.attach(GatedChanges.attach(env), config);
            cluster.submit(env).getJobExecutionResult().get(2, TimeUnit.MINUTES);
            try (ReadableGraph graph = ElasticsearchGraph.open(config)) {
                assertThat(TestingSink.export(graph)).isEqualTo(TestingSink.canonical(changes));
            }

            // The authority of before stands in the file too, as while one takes the place of the other.
            Path other = Files.createDirectory(folder.resolve("other"));
            ServerCertificate.write(other);
            String otherOne = Files.readString(other.resolve(ServerCertificate.FILE));
            Path both = Files.writeString(folder.resolve("both"), otherOne + Files.readString(server.certificate()));
            try (ReadableGraph graph =
                    ElasticsearchGraph.open(config(server.address(), both.toString(), READ_ALONE, right))) {
                assertThat(TestingSink.export(graph)).isEqualTo(TestingSink.canonical(changes));
            }
            assertThatThrownBy(() -> ElasticsearchGraph.open(
                            config(server, other.resolve(ServerCertificate.FILE).toString(), right)))
                    .hasMessageContaining("cannot be read");

            String otherName = server.address().replace("127.0.0.1", "localhost");
            assertThatThrownBy(() -> ElasticsearchGraph.open(config(otherName, certificate, USER, right)))
                    .hasMessageContaining("cannot be read")
                    .hasStackTraceContaining("Host name 'localhost' does not match the certificate");
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
