package io.knowstream.job.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/** A hub in the manner of Hugging Face: the files of one repository, from a directory. */
final class TestingHub implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final String repository;
    private final Path files;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    private volatile Half half = file -> false;

    /** Says which files are sent by half, and what happens then. */
    interface Half {
        /** Whether the connection ends now, as half of the file was sent. */
        boolean ends(String file) throws IOException;
    }

    TestingHub(String repository, Path files) throws IOException {
        this.repository = repository;
        this.files = files;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    String address() {
        return "http://" + server.getAddress().getAddress().getHostAddress() + ":"
                + server.getAddress().getPort();
    }

    /** Files that were asked for, with the ranges. */
    List<String> requests() {
        return List.copyOf(requests);
    }

    void half(Half half) {
        this.half = half;
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String resolve = "/" + repository + "/resolve/main/";
        try (exchange) {
            if (path.equals("/api/models/" + repository + "/tree/main")) {
                byte[] body = listing();
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            } else if (path.startsWith(resolve)
                    && Files.isRegularFile(files.resolve(path.substring(resolve.length())))) {
                serve(exchange, path.substring(resolve.length()));
            } else {
                exchange.sendResponseHeaders(404, -1);
            }
        }
    }

    private void serve(HttpExchange exchange, String file) throws IOException {
        String range = exchange.getRequestHeaders().getFirst("Range");
        requests.add(file + (range == null ? "" : " " + range));
        byte[] content = Files.readAllBytes(files.resolve(file));
        int from = range == null ? 0 : Integer.parseInt(range.replaceAll("bytes=(\\d+)-", "$1"));
        if (range != null) {
            exchange.getResponseHeaders()
                    .set("Content-Range", "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
        }
        exchange.sendResponseHeaders(range == null ? 200 : 206, content.length - from);
        int middle = Math.max(from, content.length / 2);
        exchange.getResponseBody().write(content, from, middle - from);
        exchange.getResponseBody().flush();
        if (!half.ends(file)) {
            exchange.getResponseBody().write(Arrays.copyOfRange(content, middle, content.length));
        }
    }

    private byte[] listing() throws IOException {
        ArrayNode list = JSON.createArrayNode();
        try (Stream<Path> walk = Files.walk(files)) {
            for (Path file : (Iterable<Path>) walk.filter(Files::isRegularFile).sorted()::iterator) {
                ObjectNode entry = list.addObject().put("type", "file").put("oid", "0".repeat(40));
                entry.put("path", files.relativize(file).toString().replace('\\', '/'));
                entry.put("size", Files.size(file));
                entry.putObject("lfs").put("size", Files.size(file)).put("oid", sha256(Files.readAllBytes(file)));
            }
        }
        return JSON.writeValueAsBytes(list);
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
