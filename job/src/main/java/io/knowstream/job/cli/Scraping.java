package io.knowstream.job.cli;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Reads the metrics of a cluster every few seconds, as a Prometheus in a hurry would. */
final class Scraping implements AutoCloseable {

    /** Between two readings; the configuration that is shipped has more. */
    static final int SECONDS = 5;

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final HttpClient http = HttpClient.newHttpClient();
    private final ScheduledExecutorService scraper = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "scraping");
        thread.setDaemon(true);
        return thread;
    });

    void start(URI metrics) {
        HttpRequest request = HttpRequest.newBuilder(metrics).timeout(PATIENCE).build();
        scraper.scheduleAtFixedRate(
                () -> {
                    try {
                        http.send(request, HttpResponse.BodyHandlers.discarding());
                    } catch (IOException e) {
                        // The cluster comes or goes.
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                SECONDS,
                SECONDS,
                TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        scraper.shutdownNow();
    }
}
