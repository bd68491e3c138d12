package io.knowstream.job.monitor;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Properties;

/**
 * A page of text, tables and charts as one HTML file that needs no network: Chart.js and the style are in it.
 *
 * <p>What is put in is text: it is escaped, and the page's own policy runs no script but the two that are here, by their
 * hashes, and asks for nothing from anywhere. The same content gives the same bytes. Used by one thread.
 */
public final class ChartPage {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String WEB_JAR = "/META-INF/maven/org.webjars.npm/chart.js/pom.properties";

    private final String title;
    private final StringBuilder body = new StringBuilder();
    private final ArrayNode charts = JSON.createArrayNode();

    /** An empty page. */
    public ChartPage(String title) {
        this.title = title;
        body.append("<h1>").append(escape(title)).append("</h1>\n");
    }

    /** Begins a section. */
    public ChartPage section(String heading) {
        body.append("<h2>").append(escape(heading)).append("</h2>\n");
        return this;
    }

    /** Adds a paragraph. */
    public ChartPage paragraph(String text) {
        body.append("<p>").append(escape(text)).append("</p>\n");
        return this;
    }

    /** Adds a list of texts; nothing where there are none. */
    public ChartPage list(List<String> items) {
        if (!items.isEmpty()) {
            body.append("<ul>\n");
            items.forEach(item -> body.append("<li>").append(escape(item)).append("</li>\n"));
            body.append("</ul>\n");
        }
        return this;
    }

    /**
     * Adds a table. Its first column names the rows, the others are set as figures.
     *
     * @param rows each with a cell for every column
     */
    public ChartPage table(List<String> columns, List<List<String>> rows) {
        body.append("<div class=\"wide\"><table>\n<thead><tr>");
        columns.forEach(column ->
                body.append("<th scope=\"col\">").append(escape(column)).append("</th>"));
        body.append("</tr></thead>\n<tbody>\n");
        for (List<String> row : rows) {
            if (row.size() != columns.size()) {
                throw new IllegalArgumentException("a row must have " + columns.size() + " cells (got " + row + ")");
            }
            body.append("<tr><th scope=\"row\">").append(escape(row.get(0))).append("</th>");
            row.stream()
                    .skip(1)
                    .forEach(cell -> body.append("<td>").append(escape(cell)).append("</td>"));
            body.append("</tr>\n");
        }
        body.append("</tbody></table></div>\n");
        return this;
    }

    /** Adds a chart. Who cannot see it needs the same figures in a table. */
    public ChartPage chart(Chart chart) {
        body.append("<figure><figcaption>")
                .append(escape(chart.title()))
                .append("</figcaption><div class=\"chart\"><canvas role=\"img\" aria-label=\"")
                .append(escape(chart.title()))
                .append("\"></canvas></div></figure>\n");
        ObjectNode data = charts.addObject()
                .put("kind", chart.kind().key())
                .put("unit", chart.unit())
                .set("labels", JSON.valueToTree(chart.labels()));
        data.set("series", JSON.valueToTree(chart.series()));
        return this;
    }

    /** The page. */
    public String toHtml() throws IOException {
        String style = read("charts.css");
        String library = library();
        String script = read("charts.js");
        return """
                <!doctype html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src %s %s; style-src %s; \
                base-uri 'none'; form-action 'none'">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <meta name="referrer" content="no-referrer">
                <title>%s</title>
                <style>%s</style>
                </head>
                <body>
                <main>
                %s</main>
                <script type="application/json" id="charts">%s</script>
                <script>%s</script>
                <script>%s</script>
                </body>
                </html>
                """
                .formatted(
                        hash(library), hash(script), hash(style), escape(title), style, body, data(), library, script);
    }

    /** No text in it can end the element that it stands in. */
    private String data() {
        return charts.toString().replace("<", "\\u003c");
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    private static String hash(String inline) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(inline.getBytes(StandardCharsets.UTF_8));
            return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** WebJars have their version in the path; their own Maven properties tell it. The file's map is not there. */
    private static String library() throws IOException {
        Properties properties = new Properties();
        try (InputStream in = open(WEB_JAR)) {
            properties.load(in);
        }
        String file =
                "/META-INF/resources/webjars/chart.js/" + properties.getProperty("version") + "/dist/chart.umd.min.js";
        return read(file).replaceAll("(?m)^//# sourceMappingURL=.*$", "");
    }

    /** A parser of HTML makes line feeds of other line ends, so that hashes of them would not fit. */
    private static String read(String resource) throws IOException {
        try (InputStream in = open(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
        }
    }

    private static InputStream open(String resource) throws IOException {
        InputStream in = ChartPage.class.getResourceAsStream(resource);
        if (in == null) {
            throw new FileNotFoundException("the class path has no " + resource + ", which pages of charts need");
        }
        return in;
    }
}
