package io.knowstream.job.torture;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Publishes on a thread of its own, in order, so that strikes do not wait for a broker that is away. For one thread. */
final class Publishing implements AutoCloseable {

    private static final long PATIENCE_MINUTES = 15;

    private final RandomDocuments documents;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread publisher = new Thread(task, "publisher");
        publisher.setDaemon(true);
        return publisher;
    });
    private Future<?> last;

    Publishing(RandomDocuments documents) {
        this.documents = documents;
    }

    private interface Work {
        void run() throws IOException;
    }

    void publish(int records) {
        submit(() -> documents.publish(records));
    }

    void flood(int records) {
        submit(() -> documents.flood(records));
    }

    /** After a failure nothing more is sent. */
    private void submit(Work work) {
        Future<?> before = last;
        last = thread.submit(() -> {
            if (before != null) {
                before.get();
            }
            work.run();
            return null;
        });
    }

    /** Waits until the broker has everything; what was published is the caller's until he publishes again. */
    RandomDocuments await() throws InterruptedException {
        try {
            if (last != null) {
                last.get(PATIENCE_MINUTES, TimeUnit.MINUTES);
            }
            return documents;
        } catch (ExecutionException e) {
            throw new IllegalStateException("records could not be published", e.getCause());
        } catch (TimeoutException e) {
            throw new TortureException("the broker does not take records within " + PATIENCE_MINUTES + " minutes");
        }
    }

    @Override
    public void close() throws InterruptedException {
        documents.close();
        thread.shutdownNow();
        thread.awaitTermination(1, TimeUnit.MINUTES);
    }
}
