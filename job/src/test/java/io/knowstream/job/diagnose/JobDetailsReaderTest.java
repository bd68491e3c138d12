package io.knowstream.job.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.knowstream.job.monitor.JsonApi;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Answers as Flink 2.2 gives them. */
class JobDetailsReaderTest {

    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
        answer("/jobs/overview", "{\"jobs\":[{\"jid\":\"a\",\"name\":\"job\",\"state\":\"RUNNING\"}]}");
        answer("/jobs/a", "{\"jid\":\"a\",\"name\":\"job\",\"state\":\"RUNNING\",\"now\":2000000}");
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    /** At this path; what is not there below it is not found, as elsewhere. */
    private void answer(String path, String body) {
        server.createContext(path, exchange -> {
            boolean meant = exchange.getRequestURI().getPath().equals(path);
            byte[] bytes = (meant ? body : "{}").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(meant ? 200 : 404, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
    }

    @Test
    void readsWhenTheLastCheckpointWasCompletedByTheClockOfTheJobManager() throws Exception {
        String hangs = "{\"id\":9,\"status\":\"IN_PROGRESS\",\"trigger_timestamp\":1600000,\"end_to_end_duration\":5}";
        String completed =
                "{\"id\":8,\"status\":\"COMPLETED\",\"trigger_timestamp\":1500000,\"end_to_end_duration\":4000}";
        answer(
                "/jobs/a/checkpoints",
                "{\"history\":[" + hangs + "],\"latest\":{\"completed\":" + completed + ",\"failed\":null}}");
        JobDetails details = read();
        assertThat(details.at()).isEqualTo(Instant.ofEpochSecond(2_000));
        assertThat(details.checkpoints()).extracting(CheckpointDetails::id).containsExactly(9L);
        assertThat(details.lastCompleted())
                .get()
                .extracting(CheckpointDetails::ended)
                .isEqualTo(Instant.ofEpochSecond(1_504));
    }

    @Test
    void beforeTheFirstCheckpointNoneIsCompleted() throws Exception {
        answer("/jobs/a/checkpoints", "{\"history\":[],\"latest\":{\"completed\":null,\"failed\":null}}");
        assertThat(read().lastCompleted()).isEmpty();
    }

    private JobDetails read() throws Exception {
        return new JobDetailsReader(
                        new JsonApi(URI.create(
                                "http://127.0.0.1:" + server.getAddress().getPort())),
                        null)
                .read();
    }
}
