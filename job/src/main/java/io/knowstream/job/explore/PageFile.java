package io.knowstream.job.explore;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;

/**
 * A file of the page, from the class path.
 *
 * @param type its media type
 * @param content its bytes
 */
record PageFile(String type, byte[] content) {

    private static final String HTML = "text/html; charset=utf-8";
    private static final String SCRIPT = "text/javascript; charset=utf-8";
    private static final String WEB_JAR = "/META-INF/maven/org.webjars.npm/cytoscape/pom.properties";

    /** All files by their paths. */
    static Map<String, PageFile> all() throws IOException {
        Map<String, PageFile> files = new LinkedHashMap<>();
        files.put("/", read("index.html", HTML));
        files.put("/explore.css", read("explore.css", "text/css; charset=utf-8"));
        files.put("/icon.svg", read("icon.svg", "image/svg+xml"));
        for (String script :
                new String[] {"explore", "api", "dom", "graph", "kinds", "panel", "passages", "search", "styles"}) {
            files.put("/" + script + ".js", read(script + ".js", SCRIPT));
        }
        files.put("/cytoscape.js", read(cytoscape(), SCRIPT));
        return files;
    }

    /** WebJars have their version in the path; their own Maven properties tell it. */
    private static String cytoscape() throws IOException {
        Properties properties = new Properties();
        try (InputStream in = open(WEB_JAR)) {
            properties.load(in);
        }
        return "/META-INF/resources/webjars/cytoscape/" + properties.getProperty("version")
                + "/dist/cytoscape.esm.min.mjs";
    }

    private static PageFile read(String resource, String type) throws IOException {
        try (InputStream in = open(resource)) {
            return new PageFile(type, in.readAllBytes());
        }
    }

    private static InputStream open(String resource) throws IOException {
        InputStream in = PageFile.class.getResourceAsStream(resource);
        if (in == null) {
            throw new FileNotFoundException("the class path has no " + resource + ", which the explorer's page needs");
        }
        return in;
    }
}
