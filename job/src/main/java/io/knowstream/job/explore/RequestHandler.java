package io.knowstream.job.explore;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers every request: refuses what is not a question of this machine's own browser, then asks the API or sends a file
 * of the page. Safe for use by many threads.
 */
final class RequestHandler implements HttpHandler {

    private static final Logger LOG = LoggerFactory.getLogger(RequestHandler.class);
    /** The port that browsers leave out. */
    private static final int HTTP = 80;

    private static final String JSON = "application/json; charset=utf-8";

    /** Nothing but the page's own files is loaded and run, wherever it would come from. */
    private static final Map<String, String> PROTECTION = Map.of(
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
                    + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            "X-Content-Type-Options",
            "nosniff",
            "Referrer-Policy",
            "no-referrer",
            "Cross-Origin-Resource-Policy",
            "same-origin",
            "Cross-Origin-Opener-Policy",
            "same-origin",
            "Cache-Control",
            "no-store");

    private final Set<String> hosts;
    private final Map<String, PageFile> files;
    private final GraphApi api;

    RequestHandler(int port, Map<String, PageFile> files, GraphApi api) {
        this.hosts = new TreeSet<>(List.of("127.0.0.1:" + port, "[::1]:" + port, "localhost:" + port));
        if (port == HTTP) {
            hosts.addAll(List.of("127.0.0.1", "[::1]", "localhost"));
        }
        this.files = files;
        this.api = api;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Headers headers = exchange.getResponseHeaders();
            PROTECTION.forEach(headers::set);
            int status = HttpURLConnection.HTTP_OK;
            PageFile answer;
            try {
                check(exchange);
                answer = answer(exchange);
            } catch (RequestException e) {
                status = e.status();
                answer = error(e.getMessage());
                if (status == HttpURLConnection.HTTP_BAD_METHOD) {
                    headers.set("Allow", "GET, HEAD");
                }
            } catch (IOException | RuntimeException e) {
                LOG.warn("Cannot answer {}", exchange.getRequestURI(), e);
                status = HttpURLConnection.HTTP_INTERNAL_ERROR;
                answer = error("the graph cannot be read: " + e);
            }
            send(exchange, status, answer);
        }
    }

    /**
     * Refuses requests under other names than the loopback interface's: a page of elsewhere whose name comes to mean this
     * machine would else be taken for the explorer's own, and could read the graph.
     */
    private void check(HttpExchange exchange) throws RequestException {
        List<String> host = exchange.getRequestHeaders().getOrDefault("Host", List.of());
        if (host.size() != 1 || !hosts.contains(host.get(0))) {
            throw RequestException.forbidden("header Host must be one of " + hosts + " (got " + host + ")");
        }
        String site = exchange.getRequestHeaders().getFirst("Sec-Fetch-Site");
        if (site != null && !site.equals("same-origin") && !site.equals("none")) {
            throw RequestException.forbidden("header Sec-Fetch-Site must be same-origin or none (got " + site + ")");
        }
        String method = exchange.getRequestMethod();
        if (!method.equals("GET") && !method.equals("HEAD")) {
            throw RequestException.method("method must be GET or HEAD (got " + method + ")");
        }
    }

    private PageFile answer(HttpExchange exchange) throws IOException, RequestException {
        String path = exchange.getRequestURI().getPath();
        if (path.startsWith(GraphApi.PREFIX)) {
            Parameters parameters = Parameters.of(exchange.getRequestURI().getRawQuery());
            return json(api.answer(path, parameters).toString());
        }
        PageFile file = files.get(path);
        if (file == null) {
            throw RequestException.missing("there is no " + path);
        }
        return file;
    }

    private static PageFile error(String message) {
        return json(JsonNodeFactory.instance.objectNode().put("error", message).toString());
    }

    private static PageFile json(String json) {
        return new PageFile(JSON, json.getBytes(StandardCharsets.UTF_8));
    }

    private static void send(HttpExchange exchange, int status, PageFile answer) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", answer.type());
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", Integer.toString(answer.content().length));
            exchange.sendResponseHeaders(status, -1);
        } else {
            exchange.sendResponseHeaders(status, answer.content().length);
            exchange.getResponseBody().write(answer.content());
        }
    }
}
