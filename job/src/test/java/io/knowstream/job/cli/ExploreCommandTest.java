package io.knowstream.job.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.knowstream.index.PublishedHistory;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExploreCommandTest {

    @TempDir
    private Path data;

    @TempDir
    private Path work;

    @BeforeEach
    void write() throws Exception {
        PublishedHistory.write(data.resolve("index"), work);
    }

    @Test
    void servesUntilItIsInterrupted() throws Exception {
        PrintStream before = System.out;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        FutureTask<Integer> run = new FutureTask<>(
                () -> KnowstreamCli.run("explore", "--data", data.toString(), "--port", "0", "--json"));
        Thread thread = new Thread(run, "explore");
        try {
            thread.start();
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> out.toString(StandardCharsets.UTF_8).endsWith("\n"));
            URI address = URI.create(new ObjectMapper()
                    .readTree(out.toString(StandardCharsets.UTF_8))
                    .get("url")
                    .textValue());
            assertThat(HttpClient.newHttpClient()
                            .send(
                                    HttpRequest.newBuilder(address.resolve("/api/state"))
                                            .build(),
                                    HttpResponse.BodyHandlers.ofString())
                            .body())
                    .contains("\"entities\":4", "\"checkpoint\":4");
            thread.interrupt();
            assertThat(run.get()).isZero();
            // The port is free again.
            new ServerSocket(address.getPort(), 1, InetAddress.getByName(address.getHost())).close();
        } finally {
            thread.interrupt();
            thread.join();
            System.setOut(before);
        }
    }

    @Test
    void saysThatAPortIsTaken() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            String port = Integer.toString(other.getLocalPort());
            CommandLineRun run = CommandLineRun.of("explore", "--data", data.toString(), "--port", port);
            assertThat(run.code()).isEqualTo(2);
            assertThat(run.err())
                    .startsWith("knowstream explore: --port must be a port that is free (got " + port + ": ")
                    .contains("--port 0 takes any");
        }
    }
}
