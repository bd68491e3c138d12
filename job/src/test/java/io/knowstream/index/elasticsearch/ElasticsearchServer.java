package io.knowstream.index.elasticsearch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.knowstream.job.process.FreePorts;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Assumptions;

/**
 * A real server of Elasticsearch as a process, from the distribution that Maven unpacks, on free ports and with a directory of
 * its own. It refuses to run as root, so that under root it runs as nobody.
 */
public final class ElasticsearchServer implements Closeable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    /** One that nobody may go through but root would be of no use to nobody. */
    private static final Path TEMPORARY = Path.of("/tmp");

    private static final String NOBODY = "nobody";

    /**
     * Who may do something.
     *
     * @param name also of the role
     * @param indices to which it may do something
     * @param privileges what
     */
    record User(String name, String indices, List<String> privileges) {}

    private final HttpClient http;
    private final String scheme;
    private final Path home;
    private final List<String> command = new ArrayList<>();
    private final int port;
    private Process process;

    private ElasticsearchServer(Path home, int port, boolean secured) {
        this.home = home;
        this.port = port;
        this.scheme = secured ? "https" : "http";
        this.http = secured
                ? HttpClient.newBuilder()
                        .sslContext(ServerCertificate.trustingAnyone())
                        .build()
                : HttpClient.newHttpClient();
    }

    /** Starts a server; where that cannot be done the test is skipped and says why. */
    public static ElasticsearchServer start() throws IOException {
        return start(null, List.of());
    }

    /** The same that speaks TLS and lets users with a password in alone. */
    static ElasticsearchServer startSecured(String password, User... users) throws IOException {
        return start(password, List.of(users));
    }

    private static ElasticsearchServer start(String password, List<User> users) throws IOException {
        String distribution = System.getProperty("knowstream.elasticsearch");
        Assumptions.assumeTrue(
                distribution != null && Files.isDirectory(Path.of(distribution)),
                "skipped: there is no Elasticsearch at " + distribution + "; mvn verify unpacks it");
        boolean root = "root".equals(System.getProperty("user.name"));
        Path setpriv = Path.of("/usr/bin/setpriv");
        Assumptions.assumeTrue(
                !root || Files.isExecutable(setpriv),
                "skipped: Elasticsearch does not run as root, and there is no setpriv to run it as nobody");
        Path home = Files.createTempDirectory(TEMPORARY, "knowstream-elasticsearch-");
        List<Integer> ports = FreePorts.find(2);
        boolean secured = !users.isEmpty();
        ElasticsearchServer server = new ElasticsearchServer(home, ports.get(0), secured);
        try {
            copy(Path.of(distribution), home);
            Files.writeString(
                    home.resolve("config/elasticsearch.yml"),
                    String.join(
                            "\n",
                            "cluster.name: knowstream-test",
                            "discovery.type: single-node",
                            "http.host: 127.0.0.1",
                            "http.port: " + ports.get(0),
                            "transport.host: 127.0.0.1",
                            "transport.port: " + ports.get(1),
                            "cluster.routing.allocation.disk.threshold_enabled: false",
                            "xpack.security.enabled: " + secured,
                            secured ? ServerCertificate.SETTINGS : "",
                            ""));
            for (String folder : List.of("tmp", "logs", "plugins", "data")) {
                Files.createDirectories(home.resolve(folder));
            }
            if (secured) {
                ServerCertificate.write(home.resolve("config"));
                Files.write(
                        home.resolve("config/roles.yml"),
                        users.stream().map(ElasticsearchServer::role).toList());
            }
            if (root) {
                server.command.addAll(
                        List.of(setpriv.toString(), "--reuid=" + NOBODY, "--regid=nogroup", "--clear-groups", "--"));
                give(home);
            }
            for (User user : users) {
                server.add(user, password);
            }
            server.command.add(home.resolve("bin/elasticsearch").toString());
            server.restart();
            return server;
        } catch (ConditionTimeoutException e) {
            String log = server.log();
            server.close();
            Assumptions.abort("skipped: Elasticsearch did not start: " + log);
            throw e;
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    private static String role(User user) {
        return user.name + ": {indices: [{names: ['" + user.indices + "'], privileges: " + user.privileges + "}]}";
    }

    private void add(User user, String password) throws IOException {
        List<String> useradd = new ArrayList<>(command);
        useradd.add(home.resolve("bin/elasticsearch-users").toString());
        useradd.addAll(List.of("useradd", user.name, "-p", password, "-r", user.name));
        ServerCertificate.run(useradd);
    }

    /** The certificate that a secured server shows. */
    Path certificate() {
        return home.resolve("config").resolve(ServerCertificate.FILE);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path copy = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(file, copy, LinkOption.NOFOLLOW_LINKS);
                    if (file.getParent().endsWith("bin")) {
                        Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rwxr-xr-x"));
                    }
                }
            }
        }
    }

    private static void give(Path home) throws IOException {
        UserPrincipal nobody =
                home.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(NOBODY);
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.toList()) {
                Files.setOwner(file, nobody);
            }
        }
    }

    /** The address of the server. */
    public String address() {
        return scheme + "://127.0.0.1:" + port;
    }

    /** Starts the server again that was killed, with what it holds, on the port that it had. */
    public void restart() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(home.resolve("out").toFile()));
        builder.environment().put("ES_JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("ES_JAVA_OPTS", "-Xms512m -Xmx512m");
        builder.environment().put("ES_TMPDIR", home.resolve("tmp").toString());
        process = builder.start();
        Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(500))
                .until(() -> isHealthy() || !process.isAlive());
        if (!process.isAlive()) {
            throw new ConditionTimeoutException("Elasticsearch has ended with " + process.exitValue());
        }
    }

    private boolean isHealthy() throws InterruptedException {
        try {
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create(address() + "/_cluster/health?wait_for_status=yellow&timeout=1s"))
                    .timeout(Duration.ofSeconds(5))
                    .build();
            int status =
                    http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            // One that asks who one is has started.
            return status == 200 || status == 401;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** Sends a request of its REST interface; the answer, whatever its status. */
    public JsonNode request(String method, String path, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address() + path))
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body))
                .build();
        return JSON.readTree(
                http.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }

    /** Kills the server with SIGKILL, as a machine that loses power does. */
    public void kill() {
        if (process != null) {
            // The script starts the server as a process of its own.
            List<ProcessHandle> all = Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                    .toList();
            all.forEach(ProcessHandle::destroyForcibly);
            all.forEach(each -> each.onExit().orTimeout(1, TimeUnit.MINUTES).join());
        }
    }

    private String log() {
        try {
            String out = Files.readString(home.resolve("out"));
            return out.substring(Math.max(0, out.length() - 4_000));
        } catch (IOException e) {
            return "it has written no log (" + e + ")";
        }
    }

    @Override
    public void close() {
        kill();
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
