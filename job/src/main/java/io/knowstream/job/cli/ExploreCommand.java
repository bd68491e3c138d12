package io.knowstream.job.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.knowstream.index.GraphReader;
import io.knowstream.job.explore.ExploreServer;
import java.io.IOException;
import java.io.PrintStream;
import java.net.BindException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code explore}: the graph in a browser. */
@Command(
        name = "explore",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Serves a page that shows a graph, to browsers on this machine alone: search an entity, see what it is related"
                    + " to, read the sentences that say so, and watch the graph change as documents arrive. The page"
                    + " needs no network. Ends with Ctrl-C.",
            ""
        })
final class ExploreCommand implements Callable<Integer> {

    private static final int LAST_PORT = 65_535;

    @Mixin
    private GraphArguments graph;

    @Option(
            names = "--port",
            defaultValue = "8090",
            paramLabel = "PORT",
            description = "Port of the page; 0 for a free one. Default: 8090.")
    private int port;

    @Option(names = "--json", description = "Prints the address as JSON.")
    private boolean json;

    @Mixin
    private Verbosity verbosity;

    @Override
    public Integer call() throws IOException {
        if (port < 0 || port > LAST_PORT) {
            throw new UsageException("--port must be from 0 to " + LAST_PORT + " (got " + port + ")");
        }
        try (GraphReader reader = graph.open();
                LateEmbedder embedder = new LateEmbedder();
                ExploreServer server = start(reader, embedder)) {
            print(server.address());
            new CountDownLatch(1).await();
            return 0;
        } catch (InterruptedException e) {
            // Ctrl-C is how this command ends.
            return 0;
        }
    }

    private ExploreServer start(GraphReader reader, LateEmbedder embedder) throws IOException {
        try {
            return ExploreServer.start(reader, embedder, port);
        } catch (BindException e) {
            throw new UsageException("--port must be a port that is free (got " + port + ": " + e.getMessage()
                    + "); --port 0 takes any");
        }
    }

    private void print(URI address) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        if (json) {
            out.println(JsonNodeFactory.instance.objectNode().put("url", address.toString()));
        } else {
            out.println("The graph is at " + address + "; Ctrl-C ends.");
        }
    }
}
