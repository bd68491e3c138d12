package io.knowstream.job.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.knowstream.graph.Document;
import io.knowstream.graph.DocumentEntity;
import io.knowstream.graph.DocumentGraph;
import io.knowstream.graph.Entity;
import io.knowstream.graph.EntityLink;
import io.knowstream.graph.Evidence;
import io.knowstream.graph.GraphChange;
import io.knowstream.graph.Ids;
import io.knowstream.graph.IndexedChunk;
import io.knowstream.graph.Mention;
import io.knowstream.graph.Relationship;
import io.knowstream.graph.StorageStrategy;
import io.knowstream.index.GraphReader;
import io.knowstream.index.PublishedGraph;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExploreServerTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SCRIPT = "<script>window.__x=1</script>";
    private static final String CONTENT =
            "\uD83D\uDE00 It rained. Now " + SCRIPT + " \uD83D\uDE80 met Dr. Ada King in London. Later.";

    private static final Entity HOSTILE = entity("Person", SCRIPT, place(SCRIPT));
    private static final Entity ADA = entity("Person", "Ada King", place("Ada King"));
    private static final Entity SHORT = entity("Person", "A. King");
    private static final Entity LONDON = entity("Location", "London", place("London"));
    private static final Relationship BORN = relationship(SHORT, "place of birth", "P19", LONDON);
    private static final Relationship MET = relationship(HOSTILE, "<img src=x onerror=alert(1)>", null, ADA);

    @TempDir
    private Path index;

    @TempDir
    private Path work;

    private PublishedGraph graph;
    private GraphReader reader;
    private ExploreServer server;

    @BeforeEach
    void start() throws IOException {
        graph = PublishedGraph.at(index, work);
        graph.publish(List.of(
                GraphChange.upsert(HOSTILE, 1),
                GraphChange.upsert(ADA, 1),
                GraphChange.upsert(SHORT, 1),
                GraphChange.upsert(LONDON, 1),
                GraphChange.upsert(BORN, 1),
                GraphChange.upsert(MET, 1),
                GraphChange.upsert(
                        new EntityLink(
                                Ids.link(SHORT.id()),
                                SHORT.id(),
                                ADA.id(),
                                EntityLink.Rule.INITIALS,
                                900_000,
                                "a king = ada king"),
                        1),
                GraphChange.upsert(
                        new DocumentGraph(
                                new Document("d", "<b>T</b>", CONTENT, null, null),
                                null,
                                List.of(),
                                List.of(documentEntity(HOSTILE, SCRIPT), documentEntity(ADA, "Ada King")),
                                List.of(),
                                List.of()),
                        1,
                        StorageStrategy.BALANCED),
                GraphChange.upsert(
                        new IndexedChunk(
                                "c", "d", "<b>T</b>", 0, 20, CONTENT, List.of(SHORT.id(), ADA.id()), new float[0]),
                        1,
                        StorageStrategy.BALANCED)));
        reader = GraphReader.open(index.toString());
        server = ExploreServer.start(reader, text -> null, 0, Duration.ofMillis(20));
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
        reader.close();
        graph.close();
    }

    private static Entity entity(String type, String name, Evidence... evidence) {
        return new Entity(Ids.entity(type, name), name, type, List.of(), 1, 2, 900_000, List.of(evidence));
    }

    private static Relationship relationship(Entity source, String type, String wikidata, Entity target) {
        return new Relationship(
                Ids.relationship(source.id(), type, target.id()),
                source.id(),
                type,
                wikidata,
                target.id(),
                800_000,
                1,
                List.of(place(CONTENT.substring(CONTENT.indexOf(SCRIPT)))));
    }

    private static Evidence place(String text) {
        int start = CONTENT.codePointCount(0, CONTENT.indexOf(text));
        return new Evidence("d", start, start + text.codePointCount(0, text.length()), 900_000);
    }

    private static DocumentEntity documentEntity(Entity entity, String text) {
        Evidence place = place(text);
        return new DocumentEntity(
                entity.id(),
                entity.name(),
                entity.type(),
                900_000,
                List.of(new Mention(place.start(), place.end(), text, entity.type(), 900_000)));
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send(HttpRequest.newBuilder(server.address().resolve(path)).build());
    }

    private static HttpResponse<String> send(HttpRequest request) throws Exception {
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    }

    private JsonNode ask(String question) throws Exception {
        HttpResponse<String> response = get("/api/" + question);
        assertThat(response.body()).doesNotContain("\"error\"");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json; charset=utf-8");
        return JSON.readTree(response.body());
    }

    @Test
    void servesThePageWithoutAnythingFromElsewhere() throws Exception {
        HttpResponse<String> page = get("/");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .startsWith("default-src 'none'; script-src 'self';")
                .doesNotContain("unsafe");
        assertThat(page.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(page.body()).doesNotContain("//").doesNotContain(" style=").doesNotContain("onclick");
        for (String file : PageFile.all().keySet()) {
            assertThat(get(file).statusCode()).as(file).isEqualTo(200);
        }
        assertThat(get("/cytoscape.js").headers().firstValue("Content-Type"))
                .contains("text/javascript; charset=utf-8");
        assertThat(get("/../explore.js").statusCode()).isEqualTo(404);
    }

    @Test
    void answersHeadWithoutABody() throws Exception {
        HttpResponse<String> head = send(HttpRequest.newBuilder(server.address())
                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                .build());
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.headers().firstValueAsLong("Content-Length").orElseThrow())
                .isPositive();
    }

    @Test
    void refusesToChangeAnything() throws Exception {
        HttpResponse<String> post = send(HttpRequest.newBuilder(server.address())
                .POST(HttpRequest.BodyPublishers.ofString("x"))
                .build());
        assertThat(post.statusCode()).isEqualTo(405);
        assertThat(post.headers().firstValue("Allow")).contains("GET, HEAD");
        assertThat(post.body()).isEqualTo("{\"error\":\"method must be GET or HEAD (got POST)\"}");
    }

    @ParameterizedTest
    @CsvSource({"localhost:%d,200", "127.0.0.1:%d,200", "[::1]:%d,200", "evil.example:%d,403", "localhost,403", "'',403"
    })
    void answersUnderTheLoopbackInterfacesNamesOnly(String host, int status) throws Exception {
        int port = server.address().getPort();
        try (Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), port)) {
            socket.getOutputStream()
                    .write(("GET /api/state HTTP/1.1\r\nHost: " + host.formatted(port)
                                    + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 " + status + " ");
            assertThat(answer.contains("entities")).isEqualTo(status == 200);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "search|parameter q must be a text of 1 to 200 characters that is not blank (got none)",
                "search?q=%20|parameter q must be a text of 1 to 200 characters that is not blank (got ' ')",
                "search?q=a&limit=0|parameter limit must be a whole number from 1 to 50 (got '0')",
                "search?q=a&limit=many|parameter limit must be a whole number from 1 to 50 (got 'many')",
                "search?q=a&q=b|parameter q must be there once (got it 2 times)",
                "search?q=a&x=1|parameters must be of [limit, q] (got [x])",
                "busiest?limit=51|parameter limit must be a whole number from 1 to 50 (got '51')",
                "passage?document=d&start=0&end=0|parameter end must be a whole number from 1 to",
                "passage?document=d&start=999&end=1000|parameter start must be a whole number from 0 to",
            })
    void saysWhatIsWrongWithAQuestion(String question, String error) throws Exception {
        HttpResponse<String> response = get("/api/" + question);
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(JSON.readTree(response.body()).get("error").textValue()).startsWith(error);
    }

    @ParameterizedTest
    @ValueSource(strings = {"entity?id=nobody", "passage?document=none&start=0&end=1", "nothing", "../x"})
    void saysWhatIsNotThere(String question) throws Exception {
        HttpResponse<String> response = get("/api/" + question);
        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(JSON.readTree(response.body()).get("error").textValue()).startsWith("there is no ");
    }

    @Test
    void findsEntitiesAndSendsNamesAsTheyAre() throws Exception {
        JsonNode found = ask("search?q=king");
        assertThat(found.get("entities"))
                .extracting(each -> each.get("name").textValue())
                .containsExactlyInAnyOrder("Ada King", "A. King");
        JsonNode hostile = ask("entity?id=" + HOSTILE.id());
        assertThat(hostile.get("entity").get("name").textValue()).isEqualTo(SCRIPT);
        assertThat(hostile.get("relationships").get(0).get("type").textValue()).isEqualTo(MET.type());
    }

    @Test
    void showsAnEntityUnderAllOfItsNames() throws Exception {
        JsonNode answer = ask("entity?id=" + SHORT.id());
        assertThat(answer.get("entity").get("id").textValue()).isEqualTo(ADA.id());
        assertThat(answer.get("names")).hasSize(2);
        assertThat(answer.get("links").get(0).get("reason").textValue())
                .isEqualTo("given names left out or cut to initials");
        assertThat(answer.get("relationships")).hasSize(2).allSatisfy(each -> assertThat(List.of(
                        each.get("from").get("id").textValue(),
                        each.get("to").get("id").textValue()))
                .contains(ADA.id()));
        assertThat(answer.get("more").booleanValue()).isFalse();
        JsonNode one = ask("entity?id=" + SHORT.id() + "&limit=1");
        assertThat(one.get("relationships")).hasSize(1);
        assertThat(one.get("more").booleanValue()).isTrue();
    }

    @Test
    void relatesTheBusiestEntitiesToEachOther() throws Exception {
        JsonNode answer = ask("busiest");
        assertThat(answer.get("entities"))
                .extracting(each -> each.get("id").textValue())
                .containsExactlyInAnyOrder(ADA.id(), LONDON.id(), HOSTILE.id());
        assertThat(answer.get("relationships")).hasSize(2);
        assertThat(ask("busiest?limit=1").get("relationships")).isEmpty();
    }

    @Test
    void showsAPlaceInItsSentenceByCodePoints() throws Exception {
        Evidence place = ADA.evidence().get(0);
        JsonNode passage = ask("passage?document=d&start=" + place.start() + "&end=" + place.end());
        assertThat(passage.get("title").textValue()).isEqualTo("<b>T</b>");
        assertThat(text(passage)).isEqualTo("Now " + SCRIPT + " \uD83D\uDE80 met Dr. [Ada King] in London.");
        Evidence statement = MET.evidence().get(0);
        JsonNode both = ask("passage?document=d&start=" + statement.start() + "&end=" + statement.end() + "&entity="
                + HOSTILE.id() + "&entity=" + ADA.id());
        assertThat(text(both)).isEqualTo("Now [" + SCRIPT + "] \uD83D\uDE80 met Dr. [Ada King] in London. Later.");
    }

    private static String text(JsonNode passage) {
        StringBuilder text = new StringBuilder();
        for (JsonNode part : passage.get("parts")) {
            String each = part.get("text").textValue();
            text.append(part.get("mention").booleanValue() ? "[" + each + "]" : each);
        }
        return text.toString();
    }

    @Test
    void findsPassages() throws Exception {
        JsonNode passages = ask("passages?q=rained").get("passages");
        assertThat(passages).hasSize(1);
        assertThat(text(passages.get(0))).isEqualTo(CONTENT);
        assertThat(passages.get(0).get("entities"))
                .extracting(each -> each.get("id").textValue())
                .containsExactly(ADA.id());
    }

    @Test
    void goesOnToNewerStates() throws Exception {
        JsonNode before = ask("state");
        assertThat(before.get("checkpoint").intValue()).isEqualTo(1);
        assertThat(before.get("entities").intValue()).isEqualTo(4);
        assertThat(before.get("problem").isNull()).isTrue();
        graph.publish(List.of(GraphChange.upsert(entity("Person", "Charles Babbage"), 2)));
        await().until(() -> ask("state").get("checkpoint").intValue() == 2);
        JsonNode after = ask("state");
        assertThat(after.get("entities").intValue()).isEqualTo(5);
        assertThat(after.get("revision").intValue())
                .isGreaterThan(before.get("revision").intValue());
        assertThat(ask("search?q=babbage").get("entities")).hasSize(1);
    }

    @Test
    void refusesAPortThatIsTaken() {
        assertThatThrownBy(() -> ExploreServer.start(
                        reader, text -> null, server.address().getPort()))
                .isInstanceOf(BindException.class);
    }
}
