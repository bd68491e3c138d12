package io.knowstream.index.elasticsearch;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.knowstream.graph.GraphChange.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the sender makes of answers that a real cluster gives when it is in trouble, which one cannot ask it to be. */
class BulkSenderTest {

    private record Answer(int status, String type, String body) {

        static Answer json(int status, String body) {
            return new Answer(status, "application/vnd.elasticsearch+json;compatible-with=8", body);
        }

        static Answer items(int... statuses) {
            return json(
                    200,
                    "{\"took\":1,\"errors\":true,\"items\":["
                            + IntStream.of(statuses)
                                    .mapToObj(BulkSenderTest::item)
                                    .collect(Collectors.joining(","))
                            + "]}");
        }

        static Answer error(int status, String type) {
            return json(
                    status,
                    "{\"error\":{\"type\":\"" + type + "\",\"reason\":\"because\",\"root_cause\":[]},\"status\":"
                            + status + "}");
        }
    }

    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    private volatile Function<String, Answer> answers;
    private HttpServer server;
    private ElasticsearchConnection connection;
    private BulkSender sender;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        ElasticsearchConfig config =
                ElasticsearchConfig.at("http://127.0.0.1:" + server.getAddress().getPort());
        connection = ElasticsearchConnection.open(config);
        sender = new BulkSender(connection.asynchronous(), config);
    }

    @AfterEach
    void stop() throws IOException {
        connection.close();
        server.stop(0);
    }

    private void answer(HttpExchange exchange) {
        try (exchange) {
            String request = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            requests.add(exchange.getRequestURI() + "\n" + request);
            Answer answer = answers.apply(request);
            byte[] body = answer.body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("X-Elastic-Product", "Elasticsearch");
            exchange.getResponseHeaders().add("Content-Type", answer.type);
            exchange.sendResponseHeaders(answer.status, body.length);
            exchange.getResponseBody().write(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String item(int status) {
        String error = status < 300 ? "" : ",\"error\":{\"type\":\"type_" + status + "\",\"reason\":\"because\"}";
        return "{\"index\":{\"_index\":\"knowstream-entities-1\",\"_id\":\"x\",\"status\":" + status + error + "}}";
    }

    private static List<IndexWrite> writes(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new IndexWrite(
                        Kind.ENTITY, "e" + i, IndexWrite.version(1, i), "{}".getBytes(StandardCharsets.UTF_8)))
                .toList();
    }

    private BulkOutcome send(List<IndexWrite> writes) throws Exception {
        return sender.send(writes).get(1, TimeUnit.MINUTES);
    }

    @Test
    void sendsExternalVersionsToAnAliasThatMustBeThere() throws Exception {
        answers = request -> Answer.items(201, 200);
        assertThat(send(writes(2))).isEqualTo(BulkOutcome.DONE);
        assertThat(requests).hasSize(1);
        assertThat(requests.get(0)).startsWith("/_bulk?require_alias=true\n");
        List<String> lines = requests.get(0).lines().skip(1).toList();
        assertThat(lines).hasSize(4);
        assertThat(lines.get(2))
                .contains("\"_index\":\"knowstream-entities\"", "\"_id\":\"e1\"", "\"version\":549755813889")
                .contains("\"version_type\":\"external\"");
        assertThat(lines.get(3)).isEqualTo("{}");
    }

    @Test
    void aLaterVersionThatIsThereIsAsGoodAsThisOne() throws Exception {
        answers = request -> Answer.items(409, 201);
        assertThat(send(writes(2))).isEqualTo(BulkOutcome.DONE);
    }

    @Test
    void onlyWhatTheClusterWasTooBusyForIsSentAgain() throws Exception {
        List<IndexWrite> writes = writes(4);
        answers = request -> Answer.items(201, 429, 409, 503);
        BulkOutcome outcome = send(writes);
        assertThat(outcome.again()).containsExactly(writes.get(1), writes.get(3));
        assertThat(outcome.refused()).isNull();
        assertThat(outcome.why()).isEqualTo("503 type_503, because");
    }

    @Test
    void whatIsRefusedForGoodIsSaidWithItsReason() throws Exception {
        answers = request -> Answer.items(201, 400);
        assertThat(send(writes(2)).refused())
                .isEqualTo("Elasticsearch refuses the entity e1 in knowstream-entities: 400 type_400, because");
    }

    @Test
    void aRequestThatTheClusterIsTooBusyForIsSentAgainAsAWhole() throws Exception {
        List<IndexWrite> writes = writes(3);
        answers = request -> Answer.error(429, "es_rejected_execution_exception");
        assertThat(send(writes).again()).isEqualTo(writes);
    }

    @Test
    void whatAProxySaysOfAClusterThatIsAwayIsNoRefusal() throws Exception {
        List<IndexWrite> writes = writes(2);
        answers = request -> new Answer(503, "text/html", "<html>no backend</html>");
        assertThat(send(writes).again()).isEqualTo(writes);
    }

    @Test
    void missingRightsAreARefusal() throws Exception {
        answers = request -> Answer.error(403, "security_exception");
        assertThat(send(writes(2)).refused())
                .contains("Elasticsearch refuses a request of 2 records")
                .contains("security_exception");
    }

    @Test
    void aRequestThatIsTooLargeGoesInHalves() throws Exception {
        answers = request -> {
            int count = (int) request.lines().count() / 2;
            return count > 2
                    ? Answer.error(413, "content_too_long")
                    : Answer.items(IntStream.generate(() -> 201).limit(count).toArray());
        };
        assertThat(send(writes(7))).isEqualTo(BulkOutcome.DONE);
        // 7; 3 and 4; 1, 2, 2 and 2.
        assertThat(requests).hasSize(7);
    }

    @Test
    void oneRecordThatIsTooLargeIsRefused() throws Exception {
        answers = request -> Answer.error(413, "content_too_long");
        assertThat(send(writes(2)).refused()).contains("request of 1 records").contains("content_too_long");
    }

    @Test
    void anAnswerForOtherThanAllRecordsIsNone() throws Exception {
        answers = request -> Answer.items(201);
        assertThat(send(writes(2)).refused()).isEqualTo("Elasticsearch has answered 1 of a request's 2 records");
    }

    @Test
    void whoDoesNotAnswerIsAskedAgain() throws Exception {
        server.stop(0);
        List<IndexWrite> writes = writes(2);
        BulkOutcome outcome = send(writes);
        assertThat(outcome.again()).isEqualTo(writes);
        assertThat(outcome.why()).contains("Connection refused");
    }
}
