package io.knowstream.inference.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.knowstream.inference.ModelException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pulls from hubs that cut connections, lie, redirect and list names that would leave the directory. */
class ModelHubTest {

    private static final String ONNX = "onnx/model_q4.onnx";
    private static final String OWN = "models: {m: {kind: causal-lm, repository: " + TestingHub.REPOSITORY
            + ", quantizations: {q4: {file: " + ONNX + "}, fp32: {file: onnx/model.onnx}}}}";

    private final TestingHub hub = new TestingHub();
    private final List<Duration> pauses = new ArrayList<>();
    private final byte[] weights = TestingOnnx.inline(300_000, 7);

    @TempDir
    private Path directory;

    private ModelCatalogue catalogue;

    @BeforeEach
    void offers() {
        catalogue = ModelCatalogue.of(new CatalogueConfig(directory.toString(), OWN));
        hub.put("README.md", "not needed");
        hub.put("config.json", "{\"model_type\": \"llama\"}");
        hub.put("tokenizer.json", "{\"model\": {}}");
        hub.put(ONNX, weights);
        hub.put("onnx/model.onnx", TestingOnnx.inline(10, 8));
    }

    @AfterEach
    void closes() {
        hub.close();
    }

    @Test
    void installsWhatTheModelNeedsAndNothingElse() throws Exception {
        List<PullProgress> progress = new ArrayList<>();
        PulledModel pulled = new ModelStore(catalogue).pull("m", null, source(null), progress::add);

        assertThat(pulled.wasInstalled()).isFalse();
        assertThat(pulled.bytes()).isEqualTo(pulled.transferred());
        assertThat(installedFiles()).containsExactlyInAnyOrder("config.json", "tokenizer.json", ONNX, PullRecord.FILE);
        assertThat(Files.readAllBytes(directory.resolve("m").resolve(ONNX))).isEqualTo(weights);
        assertThat(catalogue.isInstalled("m")).isTrue();
        assertThat(new ModelStore(catalogue).check("m")).isEmpty();
        assertThat(hub.requests("README.md")).isEmpty();
        PullProgress last = progress.get(progress.size() - 1);
        assertThat(last.bytes()).isEqualTo(last.total()).isEqualTo(pulled.bytes());
        assertNothingLeftOver();
    }

    @Test
    void findsItInstalledTheSecondTimeAndAsksNobody() throws Exception {
        pull();
        int before = hub.requests().size();
        PulledModel again = pull();
        assertThat(again.wasInstalled()).isTrue();
        assertThat(again.transferred()).isZero();
        assertThat(hub.requests()).hasSize(before);
    }

    @Test
    void mendsADamagedModelWithoutGettingWhatIsWhole() throws Exception {
        pull();
        Files.writeString(directory.resolve("m/config.json"), "damaged");
        assertThat(new ModelStore(catalogue).check("m")).anyMatch(fault -> fault.contains("config.json"));
        assertThat(pull().wasInstalled()).isFalse();
        assertThat(new ModelStore(catalogue).check("m")).isEmpty();
        assertThat(hub.requests(ONNX)).hasSize(1);
        assertNothingLeftOver();
    }

    @Test
    void replacesTheInstalledFormOfTheWeights() throws Exception {
        pull();
        new ModelStore(catalogue).pull("m", "fp32", source(null), p -> {});
        assertThat(installedFiles()).contains("onnx/model.onnx").doesNotContain(ONNX);
        assertThatThrownBy(() -> new ModelStore(catalogue).pull("m", "q2", source(null), p -> {}))
                .hasMessage("model m has no quantization q2; it has q4, fp32");
    }

    @Test
    void goesOnWhereAConnectionWasCut() throws Exception {
        AtomicInteger connections = new AtomicInteger();
        hub.behave(ONNX, (exchange, content) -> {
            if (connections.incrementAndGet() < 4) {
                TestingHub.cut(exchange, content, 50_000);
            } else {
                TestingHub.serve(exchange, content);
            }
        });
        pull();
        assertThat(Files.readAllBytes(directory.resolve("m").resolve(ONNX))).isEqualTo(weights);
        assertThat(hub.requests(ONNX)).hasSize(4);
        assertThat(hub.requests(ONNX).subList(1, 4)).allMatch(request -> request.contains("bytes="));
        // Each connection brought something, so that the pauses do not grow.
        assertThat(pauses).hasSize(3).containsOnly(Duration.ofMillis(500));
    }

    @Test
    void goesOnInTheNextRunAndShowsNoHalfModelMeanwhile() throws Exception {
        hub.behave(ONNX, (exchange, content) -> {
            if (exchange.getRequestHeaders().getFirst("Range") == null) {
                TestingHub.cut(exchange, content, 120_000);
            } else {
                TestingHub.send(exchange, 503, new byte[0]);
            }
        });
        assertThatThrownBy(this::pull)
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("is not to be had now (HTTP 503)")
                .hasMessageContaining("after 7 attempts")
                .hasMessageContaining("what was got is kept");
        assertThat(catalogue.isInstalled("m")).isFalse();
        assertThat(directory.resolve("m")).doesNotExist();

        hub.behave(ONNX, TestingHub::serve);
        PulledModel pulled = pull();
        assertThat(pulled.transferred()).isLessThan(weights.length - 100_000);
        assertThat(hub.requests(ONNX).get(hub.requests(ONNX).size() - 1)).contains("bytes=");
        assertThat(Files.readAllBytes(directory.resolve("m").resolve(ONNX))).isEqualTo(weights);
        assertNothingLeftOver();
    }

    @Test
    void stitchesNothingTogetherOfAFileThatChangedBetweenTheRuns() throws Exception {
        hub.behave(ONNX, (exchange, content) -> {
            if (exchange.getRequestHeaders().getFirst("Range") == null) {
                TestingHub.cut(exchange, content, 120_000);
            } else {
                TestingHub.send(exchange, 503, new byte[0]);
            }
        });
        assertThatThrownBy(this::pull).isInstanceOf(ModelException.class);
        byte[] other = TestingOnnx.inline(300_000, 8);
        hub.put(ONNX, other);
        hub.behave(ONNX, TestingHub::serve);
        pull();
        assertThat(Files.readAllBytes(directory.resolve("m").resolve(ONNX))).isEqualTo(other);
        assertThat(hub.requests(ONNX).get(hub.requests(ONNX).size() - 1)).contains(" null ");
        assertNothingLeftOver();
    }

    @Test
    void saysIfRangeWithTheTagOfTheFileThatItHasTheBeginningOf() throws Exception {
        AtomicInteger connections = new AtomicInteger();
        hub.behave(ONNX, (exchange, content) -> {
            exchange.getResponseHeaders().set("ETag", "\"v1\"");
            if (connections.incrementAndGet() == 1) {
                TestingHub.cut(exchange, content, 50_000);
            } else {
                // The file changed by its tag: a server answers with all of it.
                TestingHub.send(exchange, 200, content);
            }
        });
        pull();
        assertThat(hub.requests(ONNX).get(1)).endsWith("\"v1\"");
        assertThat(Files.readAllBytes(directory.resolve("m").resolve(ONNX))).isEqualTo(weights);
    }

    @Test
    void beginsAnewWhereTheServerIgnoresRanges() throws Exception {
        AtomicInteger connections = new AtomicInteger();
        hub.behave(ONNX, (exchange, content) -> {
            if (connections.incrementAndGet() == 1) {
                TestingHub.cut(exchange, content, 50_000);
            } else {
                TestingHub.send(exchange, 200, content);
            }
        });
        pull();
        assertThat(Files.readAllBytes(directory.resolve("m").resolve(ONNX))).isEqualTo(weights);
    }

    @Test
    void refusesBytesThatWereNotAskedFor() {
        AtomicInteger connections = new AtomicInteger();
        hub.behave(ONNX, (exchange, content) -> {
            if (connections.incrementAndGet() == 1) {
                TestingHub.cut(exchange, content, 50_000);
            } else {
                exchange.getResponseHeaders().set("Content-Range", "bytes 10-299999/" + content.length);
                TestingHub.send(exchange, 206, new byte[100]);
            }
        });
        assertThatThrownBy(this::pull).hasMessageContaining("answered with bytes from 10 (asked for those from ");
    }

    @Test
    void throwsAwayWhatHashesToSomethingElse() throws Exception {
        byte[] lie = weights.clone();
        lie[1000]++;
        hub.behave(ONNX, (exchange, content) -> TestingHub.serve(exchange, lie));
        assertThatThrownBy(this::pull)
                .isInstanceOf(ModelException.class)
                .hasMessageContaining(ONNX + " from " + hub.base())
                .hasMessageContaining("is not what was declared: its sha256 is ")
                .hasMessageContaining("(declared is ");
        assertThat(directory.resolve("m")).doesNotExist();
        hub.behave(ONNX, TestingHub::serve);
        assertThat(pull().wasInstalled()).isFalse();
    }

    @Test
    void checksSmallFilesByGitsHash() {
        hub.behave("config.json", (exchange, content) -> {
            byte[] lie = content.clone();
            lie[2]++;
            TestingHub.serve(exchange, lie);
        });
        assertThatThrownBy(this::pull).hasMessageContaining("config.json").hasMessageContaining("its git-sha1 is ");
    }

    @Test
    void refusesSizesOtherThanDeclared() {
        hub.behave(ONNX, (exchange, content) -> TestingHub.send(exchange, 200, new byte[content.length + 1]));
        assertThatThrownBy(this::pull)
                .hasMessageContaining("has " + (weights.length + 1) + " bytes, but the hub declares " + weights.length);
        // Without a length the body itself is too long.
        hub.behave(ONNX, (exchange, content) -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(new byte[content.length + 100_000]);
        });
        assertThatThrownBy(this::pull).hasMessageContaining("is longer than the " + weights.length + " bytes");
        assertThat(directory.resolve("m")).doesNotExist();
    }

    @Test
    void followsRedirectsToTheStorageAndLeavesTheTokenBehind() throws Exception {
        try (TestingHub storage = new TestingHub()) {
            storage.put(ONNX, weights);
            hub.behave(
                    ONNX,
                    (exchange, content) -> TestingHub.redirect(
                            exchange, storage.base() + "/" + TestingHub.REPOSITORY + "/resolve/main/" + ONNX));
            hub.behave("config.json", (exchange, content) -> {
                if (exchange.getRequestURI().getQuery() == null) {
                    TestingHub.redirect(exchange, exchange.getRequestURI().getPath() + "?again=1");
                } else {
                    TestingHub.serve(exchange, content);
                }
            });
            new ModelStore(catalogue).pull("m", null, source("secret"), p -> {});
            assertThat(hub.requests()).isNotEmpty().allMatch(request -> request.contains("Bearer secret"));
            assertThat(storage.requests()).hasSize(1).noneMatch(request -> request.contains("secret"));
        }
    }

    @Test
    void endsLoopsOfRedirects() {
        hub.behave(
                ONNX,
                (exchange, content) ->
                        TestingHub.redirect(exchange, exchange.getRequestURI().getPath()));
        assertThatThrownBy(this::pull).hasMessageContaining("redirects more than 6 times");
    }

    @ParameterizedTest
    @ValueSource(strings = {"file:///etc/passwd", "ftp://host/x", "", "http://:bad:/"})
    void followsNoRedirectToWhatIsNoHttp(String location) {
        hub.behave(ONNX, (exchange, content) -> TestingHub.redirect(exchange, location));
        assertThatThrownBy(this::pull).isInstanceOf(ModelException.class).hasMessageContaining("redirects to '");
    }

    @Test
    void tellsWhatTheTokenIsFor() {
        HubClient client = new HubClient(HubConfig.of("https://hub.example/mirror", "secret"));
        assertThat(client.isHub(URI.create("https://hub.example:443/x"))).isTrue();
        assertThat(client.isHub(URI.create("https://HUB.example/x"))).isTrue();
        for (String other : List.of(
                "http://hub.example/x",
                "https://hub.example:8443/x",
                "https://hub.example.evil/x",
                "https://cdn.hub.example/x")) {
            assertThat(client.isHub(URI.create(other))).as(other).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x", "/etc/x", "a\\\\..\\\\b", "C:x", "", "onnx/../../x", "a//b", "a\\u0000b", "LONG"})
    void trustsNoListWithNamesThatLeaveTheDirectory(String name) {
        String path = name.equals("LONG") ? "a".repeat(10_000) : name;
        hub.list("[{\"type\":\"file\",\"path\":\"" + path + "\",\"size\":1,\"oid\":\"" + "0".repeat(40) + "\"}]");
        assertThatThrownBy(this::pull)
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("has a list of files that cannot be trusted: the name of a file must");
        assertThat(hub.requests()).hasSize(1);
    }

    @Test
    void trustsNoListWithDuplicatesBadHashesOrSizes() {
        String config = TestingHub.entry("config.json", new byte[3]);
        assertUntrusted("is listed twice", "[" + config + "," + config + "]");
        assertUntrusted(
                "must have 40 hexadecimal digits",
                "[" + config.replaceAll("\"oid\":\"[0-9a-f]+", "\"oid\":\"zz") + "]");
        assertUntrusted("the size of config.json", "[" + config.replace("\"size\":3", "\"size\":-3") + "]");
        assertUntrusted(
                "the size of config.json", "[" + config.replace("\"size\":3", "\"size\":9000000000000000") + "]");
        for (String broken : List.of("{}", "null", "[", "\"x\"", "")) {
            hub.list(broken);
            assertThatThrownBy(this::pull).as(broken).hasMessageContaining("is no list of files");
        }
    }

    private void assertUntrusted(String why, String listing) {
        hub.list(listing);
        assertThatThrownBy(this::pull).isInstanceOf(ModelException.class).hasMessageContaining(why);
    }

    @Test
    void refusesTwoNamesThatDifferByCaseOnly() {
        hub.put("Config.JSON", "{}");
        assertThatThrownBy(this::pull).hasMessageContaining("has config.json and Config.JSON, which are one file");
    }

    @Test
    void readsListsOfSeveralPagesFromTheSameHostOnly() throws Exception {
        String path = "api/models/" + TestingHub.REPOSITORY + "/tree/main";
        byte[] config = "{}".getBytes("UTF-8");
        byte[] tokenizer = "{\"model\": {}}".getBytes("UTF-8");
        hub.put("config.json", config);
        hub.behave("/" + path, (exchange, content) -> {
            boolean second = exchange.getRequestURI().getQuery().contains("cursor");
            if (!second) {
                exchange.getResponseHeaders().set("Link", "<" + hub.base() + "/" + path + "?cursor=2>; rel=\"next\"");
            }
            TestingHub.send(
                    exchange,
                    200,
                    (second
                                    ? "[" + TestingHub.entry(ONNX, weights) + "]"
                                    : "[" + TestingHub.entry("config.json", config) + ","
                                            + TestingHub.entry("tokenizer.json", tokenizer) + "]")
                            .getBytes("UTF-8"));
        });
        pull();
        assertThat(catalogue.isInstalled("m")).isTrue();
        new ModelStore(catalogue).remove("m");
        hub.behave("/" + path, (exchange, content) -> {
            exchange.getResponseHeaders().set("Link", "<http://elsewhere.example/x>; rel=\"next\"");
            TestingHub.send(exchange, 200, "[]".getBytes("UTF-8"));
        });
        assertThatThrownBy(this::pull).hasMessageContaining("which is another host");
    }

    @Test
    void getsTheExternalDataThatTheOnnxFileNames() throws Exception {
        hub.put(ONNX, TestingOnnx.external("model_q4.onnx_data"));
        hub.put("onnx/model_q4.onnx_data", TestingOnnx.inline(5000, 1));
        pull();
        assertThat(installedFiles()).contains("onnx/model_q4.onnx_data");
        assertThat(catalogue.find("m").modelBytes()).isGreaterThan(5000);

        new ModelStore(catalogue).remove("m");
        hub.put(ONNX, TestingOnnx.external("../../outside"));
        assertThatThrownBy(this::pull).hasMessageContaining("external data of " + ONNX);
        hub.put(ONNX, TestingOnnx.external("missing.data"));
        assertThatThrownBy(this::pull).hasMessageContaining("has no onnx/missing.data");
        assertThat(directory.resolve("m")).doesNotExist();
    }

    @Test
    void saysWhatIsRefusedMissingOrNotOffered() {
        hub.behave(ONNX, (exchange, content) -> TestingHub.send(exchange, 401, new byte[0]));
        assertThatThrownBy(this::pull)
                .hasMessageContaining("is refused (HTTP 401): if the model is gated, accept its terms")
                .hasMessageContaining("HF_TOKEN");
        assertThatThrownBy(() -> new ModelStore(catalogue).pull("m", null, source("t"), p -> {}))
                .hasMessageContaining("the token in HF_TOKEN does not allow it");
        hub.behave(ONNX, (exchange, content) -> TestingHub.send(exchange, 404, new byte[0]));
        assertThatThrownBy(this::pull).hasMessageContaining("(HTTP 404)");
        hub.list("[" + TestingHub.entry("onnx/other.onnx", new byte[1]) + "]");
        assertThatThrownBy(this::pull)
                .hasMessageContaining("has no " + ONNX + "; its ONNX files are [onnx/other.onnx]");
        assertThat(pauses).isEmpty();
    }

    @Test
    void waitsLongerAfterEachFruitlessAttemptAndAsLongAsTheHubAsksWithinReason() {
        hub.behave(ONNX, (exchange, content) -> TestingHub.send(exchange, 500, new byte[0]));
        assertThatThrownBy(this::pull).hasMessageContaining("after 6 attempts");
        assertThat(pauses).extracting(Duration::toMillis).containsExactly(500L, 1000L, 2000L, 4000L, 8000L);
        pauses.clear();
        hub.behave(ONNX, (exchange, content) -> {
            exchange.getResponseHeaders().set("Retry-After", "5000");
            TestingHub.send(exchange, 429, new byte[0]);
        });
        assertThatThrownBy(this::pull).hasMessageContaining("HTTP 429");
        assertThat(pauses).containsOnly(Duration.ofSeconds(30));
    }

    @Test
    void saysThatThereIsNobody() throws IOException {
        int port;
        try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = gone.getLocalPort();
        }
        ModelSource source = new ModelHub(HubConfig.of("http://127.0.0.1:" + port, null), pauses::add);
        assertThatThrownBy(() -> new ModelStore(catalogue).pull("m", null, source, p -> {}))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("no connection to 127.0.0.1:" + port)
                .hasMessageContaining("--from");
    }

    @Test
    void cutsConnectionsThatBringNothing() {
        CountDownLatch end = new CountDownLatch(1);
        hub.behave(ONNX, (exchange, content) -> {
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content, 0, 10);
            exchange.getResponseBody().flush();
            await(end);
        });
        HubConfig impatient =
                new HubConfig(URI.create(hub.base()), null, 1, Duration.ZERO, Duration.ZERO, Duration.ofMillis(300));
        assertThatThrownBy(
                        () -> new ModelStore(catalogue).pull("m", null, new ModelHub(impatient, pauses::add), p -> {}))
                .hasMessageContaining("brought nothing for");
        end.countDown();
    }

    @Test
    void stopsWhereItIsInterruptedAndGoesOnLater() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        hub.behave(ONNX, (exchange, content) -> {
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content, 0, 100_000);
            exchange.getResponseBody().flush();
            begun.countDown();
            await(end);
        });
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread puller = new Thread(() -> {
            try {
                pull();
            } catch (Throwable e) {
                failure.set(e);
            }
        });
        puller.start();
        begun.await();
        puller.interrupt();
        puller.join(TimeUnit.SECONDS.toMillis(30));
        end.countDown();
        assertThat(failure.get()).isInstanceOf(InterruptedException.class);
        assertThat(directory.resolve("m")).doesNotExist();
        hub.behave(ONNX, TestingHub::serve);
        pull();
        assertThat(Files.readAllBytes(directory.resolve("m").resolve(ONNX))).isEqualTo(weights);
    }

    @Test
    void looksForRoomFirst() {
        ModelStore full = new ModelStore(catalogue, path -> 64L << 20);
        assertThatThrownBy(() -> full.pull("m", null, source(null), p -> {}))
                .hasMessageMatching("model m needs \\d+ more bytes in .* \\(there are 67108864, .*");
        assertThat(hub.requests(ONNX)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://x", "hub", "https://", "https://user:pw@host", "https://host?q=1", "https://ho st"})
    void refusesAddressesThatAreNoHub(String base) {
        assertThatThrownBy(() -> HubConfig.of(base, null)).hasMessageContaining("models.hub must be an address");
    }

    @Test
    void showsTheTokenNowhere() {
        assertThat(HubConfig.of("https://host", "secret").toString()).doesNotContain("secret");
        assertThatThrownBy(() -> HubConfig.of("https://host", "sec ret")).hasMessageNotContaining("sec ret");
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private PulledModel pull() throws IOException, InterruptedException {
        return new ModelStore(catalogue).pull("m", null, source(null), p -> {});
    }

    private ModelSource source(String token) {
        return new ModelHub(HubConfig.of(hub.base(), token), pauses::add);
    }

    private List<String> installedFiles() throws IOException {
        Path model = directory.resolve("m");
        try (var walk = Files.walk(model)) {
            return walk.filter(Files::isRegularFile)
                    .map(file -> model.relativize(file).toString())
                    .toList();
        }
    }

    private void assertNothingLeftOver() throws IOException {
        try (var entries = Files.list(directory)) {
            assertThat(entries.map(path -> path.getFileName().toString())).containsExactlyInAnyOrder("m", ".lock-m");
        }
    }
}
