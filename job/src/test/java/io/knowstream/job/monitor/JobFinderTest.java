package io.knowstream.job.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Answers as Flink 2.2 and Prometheus 2.42 give them, behind a proxy that puts a path in front. */
class JobFinderTest {

    private HttpServer server;
    private URI address;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
        address = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/behind/a/proxy/");
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(String path, String body) {
        server.createContext("/behind/a/proxy" + path, exchange -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
    }

    private void jobs(String... idsAndStates) {
        StringBuilder jobs = new StringBuilder();
        for (String each : idsAndStates) {
            String[] words = each.split(" ");
            jobs.append(jobs.isEmpty() ? "" : ",")
                    .append("{\"jid\":\"%s\",\"name\":\"knowstream\",\"state\":\"%s\"}".formatted(words[0], words[1]));
        }
        answer("/jobs/overview", "{\"jobs\":[" + jobs + "]}");
    }

    private String found(String job) throws Exception {
        return new JobFinder(new JsonApi(address), job).running().get("jid").asText();
    }

    @Test
    void aNameMeansTheOneThatRuns() throws Exception {
        jobs("a FINISHED", "b RUNNING", "c FAILED");
        assertThat(found("knowstream")).isEqualTo("b");
        assertThat(found(null)).isEqualTo("b");
        assertThat(found("a")).isEqualTo("a");
    }

    @Test
    void whereNoneOrSeveralRunTheyAreNamed() {
        jobs("a FINISHED", "b FAILED");
        assertThatThrownBy(() -> found("knowstream"))
                .isInstanceOf(NoJobException.class)
                .hasMessageContaining("several jobs at " + address + ": knowstream")
                .hasMessageContaining("knowstream (a, FINISHED), knowstream (b, FAILED)");
        assertThatThrownBy(() -> found(null))
                .isInstanceOf(NoJobException.class)
                .hasMessageContaining("no such job at " + address + " that runs");
    }

    @Test
    void aNameIsLookedForInPrometheusAsFlinkWritesIt() throws Exception {
        answer(
                "/api/v1/query",
                "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[{\"metric\":{\"__name__\":"
                        + "\"flink_taskmanager_job_task_operator_knowstream_documentsIn\",\"job_id\":\"a\",\"job_name\":"
                        + "\"my_job\",\"operator_name\":\"decode\"},\"value\":[1,\"7\"]}]}}");
        assertThat(new PrometheusReader(new JsonApi(address), "my-job").read().job())
                .isEqualTo("my_job");
        assertThatThrownBy(() -> new PrometheusReader(new JsonApi(address), "your-job").read())
                .isInstanceOf(NoJobException.class)
                .hasMessageContaining("{a=my_job}");
    }
}
