package io.knowstream.inference.catalogue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A hub on a port of this machine that is found when it starts, and that misbehaves as it is told. */
final class TestingHub implements AutoCloseable {

    static final String REPOSITORY = "owner/model";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, byte[]> files = new LinkedHashMap<>();
    private final Map<String, Behaviour> behaviours = new LinkedHashMap<>();
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    private String listing;

    /** Answers a request for a file in place of the usual answer. */
    interface Behaviour {
        void answer(HttpExchange exchange, byte[] content) throws IOException;
    }

    TestingHub() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    String base() {
        return "http://" + server.getAddress().getAddress().getHostAddress() + ":"
                + server.getAddress().getPort();
    }

    void put(String path, byte[] content) {
        files.put(path, content);
    }

    void put(String path, String content) {
        put(path, content.getBytes(StandardCharsets.UTF_8));
    }

    void behave(String path, Behaviour behaviour) {
        behaviours.put(path, behaviour);
    }

    /** Lists this in place of the files. */
    void list(String json) {
        listing = json;
    }

    /** What was asked for: a line each, path, range and whether with a token. */
    List<String> requests() {
        return List.copyOf(requests);
    }

    /** The requests for a file. */
    List<String> requests(String path) {
        return requests().stream()
                .filter(line -> line.contains("/" + path + " "))
                .toList();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        requests.add(path + " " + exchange.getRequestHeaders().getFirst("Range") + " "
                + exchange.getRequestHeaders().getFirst("Authorization") + " "
                + exchange.getRequestHeaders().getFirst("If-Range"));
        try (exchange) {
            String file = path.replaceFirst("^/" + REPOSITORY + "/resolve/main/", "");
            if (behaviours.containsKey(file) && (files.containsKey(file) || file.startsWith("/"))) {
                behaviours.get(file).answer(exchange, files.get(file));
            } else if (path.equals("/api/models/" + REPOSITORY + "/tree/main")) {
                send(exchange, 200, (listing == null ? listing() : listing).getBytes(StandardCharsets.UTF_8));
            } else if (files.containsKey(file)) {
                serve(exchange, files.get(file));
            } else {
                send(exchange, 404, new byte[0]);
            }
        }
    }

    /** The usual answer: all, or the range that was asked for. */
    static void serve(HttpExchange exchange, byte[] content) throws IOException {
        String range = exchange.getRequestHeaders().getFirst("Range");
        exchange.getResponseHeaders().set("ETag", "\"" + content.length + "\"");
        if (range == null) {
            send(exchange, 200, content);
            return;
        }
        int from = Integer.parseInt(range.replaceAll("bytes=(\\d+)-", "$1"));
        exchange.getResponseHeaders()
                .set("Content-Range", "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
        send(exchange, 206, java.util.Arrays.copyOfRange(content, from, content.length));
    }

    static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
    }

    /** Declares all of a body, sends {@code bytes} of it and cuts the connection. */
    static void cut(HttpExchange exchange, byte[] content, int bytes) throws IOException {
        String range = exchange.getRequestHeaders().getFirst("Range");
        int from = range == null ? 0 : Integer.parseInt(range.replaceAll("bytes=(\\d+)-", "$1"));
        if (range != null) {
            exchange.getResponseHeaders()
                    .set("Content-Range", "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
        }
        exchange.sendResponseHeaders(range == null ? 200 : 206, content.length - from);
        OutputStream out = exchange.getResponseBody();
        out.write(content, from, Math.min(bytes, content.length - from));
        out.flush();
        // The server closes a connection whose body is shorter than it said.
    }

    static void redirect(HttpExchange exchange, String location) throws IOException {
        exchange.getResponseHeaders().set("Location", location);
        send(exchange, 302, new byte[0]);
    }

    private String listing() {
        StringBuilder out = new StringBuilder("[{\"type\":\"directory\",\"path\":\"onnx\",\"oid\":\"x\",\"size\":0}");
        files.forEach((path, content) -> out.append(',').append(entry(path, content)));
        return out.append(']').toString();
    }

    /** How the hub lists a file: large ones by SHA-256, small ones by Git's hash. */
    static String entry(String path, byte[] content) {
        boolean large = path.contains(".onnx");
        String hash = hash(content, large);
        return "{\"type\":\"file\",\"path\":\"" + path + "\",\"size\":" + content.length + ",\"oid\":\""
                + (large
                        ? "0".repeat(40) + "\",\"lfs\":{\"oid\":\"" + hash + "\",\"size\":" + content.length + "}"
                        : hash + "\"")
                + "}";
    }

    private static String hash(byte[] content, boolean large) {
        try {
            java.nio.file.Path file = java.nio.file.Files.createTempFile("content", "");
            java.nio.file.Files.write(file, content);
            String hash = (large ? Checksum.Algorithm.SHA256 : Checksum.Algorithm.GIT_SHA1).of(file);
            java.nio.file.Files.delete(file);
            return hash;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
