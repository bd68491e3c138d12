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

/** Answers as Flink 2.2 gives them. */
class JsonApiTest {

    private HttpServer server;
    private JsonApi api;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
        api = new JsonApi(URI.create("http://127.0.0.1:" + server.getAddress().getPort()));
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(String path, int code, String body) {
        server.createContext(path, exchange -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(code, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
    }

    @Test
    void aJobThatIsGoneIsNothingHoweverItIsSaid() throws Exception {
        answer(
                "/jobs/a/status",
                500,
                "{\"errors\":[\"Internal server error.\",\"<Exception on server side:\\n"
                        + "org.apache.flink.runtime.messages.FlinkJobNotFoundException: Could not find Flink job (a)\"]}");
        answer("/jobs/b/status", 404, "{\"errors\":[\"Not found.\"]}");
        assertThat(api.get("/jobs/a/status")).isEmpty();
        assertThat(api.get("/jobs/b/status")).isEmpty();
    }

    @Test
    void anAddressThatRefersToAnotherIsNoAnswer() {
        server.createContext("/config", exchange -> {
            exchange.getResponseHeaders().add("Location", "https://localhost:8443/config");
            exchange.sendResponseHeaders(301, -1);
            exchange.close();
        });
        assertThatThrownBy(() -> api.get("/config"))
                .isInstanceOf(IOException.class)
                .hasMessageEndingWith(" refers to https://localhost:8443/config: name that one");
    }

    @Test
    void anotherErrorIsNoAnswer() throws Exception {
        answer("/jobs/a/status", 500, "{\"errors\":[\"Internal server error.\"]}");
        answer("/jobs/b/status", 200, "{\"status\":\"RUNNING\"}");
        assertThatThrownBy(() -> api.get("/jobs/a/status"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("answers 500");
        assertThat(api.get("/jobs/b/status").orElseThrow().get("status").textValue())
                .isEqualTo("RUNNING");
    }
}
