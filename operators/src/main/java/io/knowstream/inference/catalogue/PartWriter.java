package io.knowstream.inference.catalogue;

import io.knowstream.inference.ModelException;
import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/**
 * Writes what comes over a connection to the end of a file, which is at any time a beginning of what it shall be. Never
 * more than declared: a body without end cannot fill the disk. Thread-safe.
 */
final class PartWriter implements BodySubscriber<Void> {

    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private final FileChannel channel;
    private final RemoteFile file;
    private Flow.Subscription subscription;
    private volatile long bytes;

    /**
     * Opens a file.
     *
     * @param keep how many bytes of it stay
     */
    PartWriter(Path part, RemoteFile file, long keep) throws IOException {
        this.file = file;
        this.bytes = keep;
        this.channel = FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            channel.truncate(keep).position(keep);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** Bytes of the file that are there. */
    long bytes() {
        return bytes;
    }

    @Override
    public CompletionStage<Void> getBody() {
        return done;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscribed) {
        subscription = subscribed;
        subscribed.request(1);
    }

    @Override
    public synchronized void onNext(List<ByteBuffer> buffers) {
        if (done.isDone()) {
            return;
        }
        try {
            for (ByteBuffer buffer : buffers) {
                if (buffer.remaining() > file.size() - bytes) {
                    throw new ModelException(
                            file.path() + " is longer than the " + file.size() + " bytes that the hub declares");
                }
                while (buffer.hasRemaining()) {
                    bytes += channel.write(buffer);
                }
            }
            subscription.request(1);
        } catch (IOException e) {
            fail(new ModelException("cannot write " + file.path() + ": " + e.getMessage(), e));
        } catch (RuntimeException e) {
            fail(e);
        }
    }

    private void fail(RuntimeException e) {
        subscription.cancel();
        onError(e);
    }

    @Override
    public synchronized void onError(Throwable failure) {
        done.completeExceptionally(failure);
        close();
    }

    @Override
    public synchronized void onComplete() {
        try {
            channel.force(true);
            done.complete(null);
            close();
        } catch (IOException e) {
            onError(e);
        }
    }

    /** Writes nothing more. */
    synchronized void close() {
        try {
            channel.close();
        } catch (IOException e) {
            done.completeExceptionally(e);
        }
        done.completeExceptionally(new IOException("closed"));
    }
}
