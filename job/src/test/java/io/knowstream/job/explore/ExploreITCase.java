package io.knowstream.job.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.knowstream.graph.Document;
import io.knowstream.graph.DocumentGraph;
import io.knowstream.graph.Entity;
import io.knowstream.graph.Evidence;
import io.knowstream.graph.GraphChange;
import io.knowstream.graph.Ids;
import io.knowstream.graph.Relationship;
import io.knowstream.graph.StorageStrategy;
import io.knowstream.index.GraphReader;
import io.knowstream.index.PublishedGraph;
import io.knowstream.job.TestingJob;
import io.knowstream.job.cli.LocalBroker;
import io.knowstream.job.cli.LocalCluster;
import io.knowstream.job.config.EffectiveConfiguration;
import io.knowstream.job.config.JobConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.core.execution.JobClient;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** The explorer in a real browser. */
@Timeout(400)
class ExploreITCase {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String ATTACK =
            "<script>window.__x=1</script><img src=x onerror=\"window.__x=1\"><a href=\"javascript:window.__x=1\">x</a>";

    @TempDir
    private Path folder;

    /** On a real job, while it takes documents from a topic. */
    @Test
    void showsTheGraphOfARunningJob() throws Exception {
        Path index = folder.resolve("index");
        try (LocalBroker broker = LocalBroker.start(folder.resolve("broker"));
                LocalCluster cluster = LocalCluster.start(folder.resolve("flink"), 2, 0)) {
            for (String topic : List.of("documents", "documents-rejected", "graph-changes")) {
                broker.createTopic(topic, 1);
            }
            JobConfig config = JobConfig.of(EffectiveConfiguration.load(
                    null,
                    Map.of(
                            "kafka.bootstrap-servers", broker.bootstrapServers(),
                            "index.path", index.toString(),
                            "checkpoint.interval", "1 s")));
            JobClient job = TestingJob.start(cluster, config, 2, null);
            List<String> documents = TestingJob.demoDocuments();
            send(broker, documents);
            await().atMost(PATIENCE).until(() -> TestingJob.documents(index) == documents.size());
            try (GraphReader reader = GraphReader.open(index.toString());
                    ExploreServer server = ExploreServer.start(reader, text -> null, 0);
                    TestingBrowser browser = TestingBrowser.open(server.address(), folder.resolve("profile"))) {
                beginsWithTheBusiest(browser);
                opensByTheKeyboard(browser);
                saysWhy(browser);
                browser.screenshot("explorer.png");
                goesFromEntityToEntity(browser);
                followsTheGraph(browser, broker);
                findsPassages(browser);
                suitsSmallScreens(browser);
                // The console tells that the entity which went was not found, and nothing else.
                assertThat(browser.complaints())
                        .allMatch(each -> each.contains("/api/entity?id=") && each.contains("404"));
                assertThat(browser.foreignRequests()).isEmpty();
            }
            job.cancel().get();
        }
    }

    private static void send(LocalBroker broker, List<String> documents) throws Exception {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new StringSerializer(),
                new StringSerializer())) {
            for (String document : documents) {
                String id = new ObjectMapper().readTree(document).get("id").textValue();
                producer.send(new ProducerRecord<>("documents", id, document)).get();
            }
        }
    }

    private static void beginsWithTheBusiest(TestingBrowser browser) throws IOException {
        browser.awaitText("#panel h2", "The busiest entities");
        browser.awaitText("#state", "16 documents");
        assertThat(browser.texts("#panel .open")).hasSizeGreaterThan(10);
        assertThat(browser.drawn()).hasSizeGreaterThan(10);
        assertThat(browser.texts("#legend li")).contains("Person", "Location");
        browser.screenshot("explorer-start.png");
    }

    private static void opensByTheKeyboard(TestingBrowser browser) {
        browser.press("/");
        assertThat(browser.focused().getAttribute("id")).isEqualTo("query");
        browser.press("curie");
        browser.awaitText("#suggestions [aria-selected=true]", "Marie Curie");
        browser.press(Keys.ARROW_DOWN);
        browser.awaitText("#suggestions [aria-selected=true]", "Pierre Curie");
        browser.press(Keys.ESCAPE);
        assertThat(browser.texts("#suggestions li")).allMatch(String::isEmpty);
        browser.press(Keys.ESCAPE);
        browser.search("marie cur", "Marie Curie");
        assertThat(browser.drawn()).contains("Marie Curie", "Warsaw");
        assertThat(browser.texts("#panel .relationships .open"))
                .anySatisfy(text -> assertThat(text).contains("place of birth").contains("Warsaw"));
    }

    /** The keyboard goes on from the search into the panel. */
    private static void saysWhy(TestingBrowser browser) {
        browser.press(Keys.TAB);
        assertThat(browser.focused().getAttribute("class")).isEqualTo("open");
        browser.press(Keys.ARROW_DOWN);
        while (!browser.focused().getText().contains("Warsaw")) {
            browser.press(Keys.ARROW_DOWN);
        }
        browser.press(Keys.TAB);
        WebElement why = browser.focused();
        assertThat(why.getAccessibleName()).startsWith("Why: Marie Curie ").endsWith(" Warsaw");
        browser.press(Keys.ENTER);
        browser.awaitText("#panel .relationships .passage mark", "Warsaw");
        browser.awaitText("#panel .relationships .passage mark", "Marie Curie");
        assertThat(why.getAttribute("aria-expanded")).isEqualTo("true");
        browser.awaitText("#panel > div .passage mark", "Marie Curie");
    }

    private static void goesFromEntityToEntity(TestingBrowser browser) {
        int before = browser.drawn().size();
        browser.clickDrawn("University of Paris");
        browser.awaitText("#panel h2", "University of Paris");
        assertThat(browser.drawn()).contains("Marie Curie").hasSizeGreaterThan(before);
        browser.awaitText("#back", "Back").click();
        browser.awaitText("#panel h2", "Marie Curie");
        browser.script("document.getElementById('canvas').focus()");
        browser.press(Keys.ARROW_RIGHT);
        await().until(() -> browser.script("return document.getElementById('announcement').textContent")
                .equals("Marie Curie, Person"));
        browser.press(Keys.ARROW_UP);
        String next = (String) browser.script("return document.getElementById('announcement').textContent");
        assertThat(next).isNotEqualTo("Marie Curie, Person");
        browser.press(Keys.ENTER);
        browser.awaitText("#panel h2", next.substring(0, next.lastIndexOf(',')));
        browser.script("history.back()");
        browser.awaitText("#panel h2", "Marie Curie");
        browser.awaitText("#fit", "Fit").click();
    }

    /** A document arrives, and then goes, while the page is open. */
    private static void followsTheGraph(TestingBrowser browser, LocalBroker broker) throws Exception {
        browser.script("window.__same = true");
        assertThat(browser.drawn()).doesNotContain("Zakopane");
        String arrives = new ObjectMapper()
                .createObjectNode()
                .put("id", "arrives")
                .put("title", "Title " + ATTACK)
                .put(
                        "content",
                        "Marie Curie was born in Zakopane, Poland. " + ATTACK + " Marie Curie died in Zakopane.")
                .toString();
        send(broker, List.of(arrives));
        browser.awaitText("#state", "17 documents");
        browser.awaitText("#panel .relationships .open", "Zakopane");
        assertThat(browser.drawn()).contains("Zakopane");
        browser.screenshot("explorer-live.png");
        browser.search("zakopane", "Zakopane");
        browser.awaitText("#panel .passage", "<script>window.__x=1</script>");
        browser.awaitText("#panel .passage cite", "Title <script>");
        assertHarmless(browser);
        send(broker, List.of("{\"id\":\"arrives\",\"deleted\":true}"));
        browser.awaitText("#panel .problem", "Zakopane is in the graph no more");
        assertThat(browser.drawn()).doesNotContain("Zakopane");
        assertThat(browser.script("return window.__same")).as("no reload").isEqualTo(true);
    }

    private static void findsPassages(TestingBrowser browser) throws IOException {
        browser.press("/");
        browser.press("piezoelectricity");
        browser.awaitText("#suggestions li", "Passages about");
        browser.press(Keys.ARROW_UP, Keys.ENTER);
        browser.awaitText("#panel .passage", "piezoelectricity");
        assertThat(browser.drawn()).hasSizeGreaterThan(10);
        browser.screenshot("explorer-passages.png");
    }

    private static void suitsSmallScreens(TestingBrowser browser) throws IOException {
        browser.search("marie cur", "Marie Curie");
        browser.size(390, 844);
        browser.awaitNothingCutOff();
        browser.awaitText("#panel .relationships .open", "Warsaw");
        browser.script("document.getElementById('fit').click()");
        browser.screenshot("explorer-small.png");
        browser.dark();
        browser.size(1280, 800);
        browser.script("document.getElementById('fit').click()");
        browser.screenshot("explorer-dark.png");
    }

    /** No model would take markup for a name; another publisher of an index might. */
    @Test
    void showsMarkupInNamesAsText() throws Exception {
        Evidence place = new Evidence("d", 0, ATTACK.length(), 900_000);
        Entity first = entity(ATTACK, "Type " + ATTACK, place);
        Entity second = entity("Second " + ATTACK, "Person", place);
        Relationship relationship =
                new Relationship("r", first.id(), "predicate " + ATTACK, null, second.id(), 900_000, 1, List.of(place));
        List<GraphChange> changes = new ArrayList<>(List.of(
                GraphChange.upsert(first, 1),
                GraphChange.upsert(second, 1),
                GraphChange.upsert(relationship, 1),
                GraphChange.upsert(
                        new DocumentGraph(
                                new Document("d", ATTACK, ATTACK, null, null),
                                null,
                                List.of(),
                                List.of(),
                                List.of(),
                                List.of()),
                        1,
                        StorageStrategy.BALANCED)));
        Path index = folder.resolve("index");
        try (PublishedGraph graph = PublishedGraph.at(index, folder.resolve("work"))) {
            graph.publish(changes);
            try (GraphReader reader = GraphReader.open(index.toString());
                    ExploreServer server = ExploreServer.start(reader, text -> null, 0);
                    TestingBrowser browser = TestingBrowser.open(server.address(), folder.resolve("profile"))) {
                browser.awaitText("#panel .open", ATTACK);
                browser.search("second", "Second " + ATTACK);
                browser.awaitText("#panel .relationships .open", "predicate " + ATTACK);
                browser.awaitText("#panel .passage mark", ATTACK);
                browser.awaitText("#legend", "Type " + ATTACK);
                assertHarmless(browser);
                browser.script("location.hash = '#entity=' + encodeURIComponent(arguments[0])", ATTACK);
                browser.awaitText("#panel .problem", ATTACK);
                assertHarmless(browser);
                // The last question was answered with 404, which the console tells.
                assertThat(browser.complaints()).hasSize(1).allMatch(each -> each.contains("404"));
                assertThat(browser.foreignRequests()).isEmpty();
            }
        }
    }

    private static Entity entity(String name, String type, Evidence place) {
        return new Entity(Ids.entity(type, name), name, type, List.of(ATTACK), 1, 1, 900_000, List.of(place));
    }

    private static void assertHarmless(TestingBrowser browser) {
        assertThat(browser.script("return typeof window.__x")).isEqualTo("undefined");
        assertThat(browser.script("return document.querySelectorAll('img, body script, [onerror], a[href^=javascript]')"
                        + ".length"))
                .isEqualTo(0L);
    }
}
