package io.knowstream.job.explore;

import com.sun.net.httpserver.HttpServer;
import io.knowstream.index.GraphReader;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Serves the explorer on the loopback interface, to this machine alone. Safe for use by many threads; those that answer
 * are its own, a few.
 */
public final class ExploreServer implements AutoCloseable {

    /** IPv4's, which every browser reaches. */
    private static final String HOST = "127.0.0.1";

    private static final int THREADS = 8;
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final HttpServer server;
    private final ExecutorService threads;
    private final GraphFollower follower;

    private ExploreServer(HttpServer server, ExecutorService threads, GraphFollower follower) {
        this.server = server;
        this.threads = threads;
        this.follower = follower;
    }

    /**
     * Starts to serve a graph, and to take its reader on to newer states.
     *
     * @param reader of the graph; the caller closes it, after this server
     * @param embedder for questions to passages
     * @param port to listen on; 0 for a free one
     * @throws BindException where something else listens on the port
     */
    public static ExploreServer start(GraphReader reader, TextEmbedder embedder, int port) throws IOException {
        return start(reader, embedder, port, LOOK);
    }

    /** The same with another interval between looks for a newer state. */
    static ExploreServer start(GraphReader reader, TextEmbedder embedder, int port, Duration look) throws IOException {
        var files = PageFile.all();
        HttpServer server = HttpServer.create(new InetSocketAddress(HOST, port), 0);
        ExecutorService threads = Executors.newFixedThreadPool(THREADS, task -> {
            Thread thread = new Thread(task, "explore-request");
            thread.setDaemon(true);
            return thread;
        });
        GraphFollower follower = new GraphFollower(reader, look);
        GraphApi api = new GraphApi(reader, follower, embedder);
        server.createContext("/", new RequestHandler(server.getAddress().getPort(), files, api));
        server.setExecutor(threads);
        server.start();
        return new ExploreServer(server, threads, follower);
    }

    /** Where the page is. */
    public URI address() {
        return URI.create("http://" + HOST + ":" + server.getAddress().getPort() + "/");
    }

    /** Ends connections, and waits for requests that read the graph. */
    @Override
    public void close() {
        server.stop(0);
        GraphFollower.end(threads);
        follower.close();
    }
}
