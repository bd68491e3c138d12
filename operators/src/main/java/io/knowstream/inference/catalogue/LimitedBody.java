package io.knowstream.inference.catalogue;

import io.knowstream.inference.ModelException;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** Holds an answer in memory, up to a limit. */
final class LimitedBody implements BodySubscriber<byte[]> {

    private final CompletableFuture<byte[]> done = new CompletableFuture<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final long limit;
    private Flow.Subscription subscription;
    private volatile long bytes;

    LimitedBody(long limit) {
        this.limit = limit;
    }

    /** How many bytes have come. */
    long bytes() {
        return bytes;
    }

    @Override
    public CompletionStage<byte[]> getBody() {
        return done;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscribed) {
        subscription = subscribed;
        subscribed.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        for (ByteBuffer buffer : buffers) {
            byte[] chunk = new byte[buffer.remaining()];
            buffer.get(chunk);
            if (out.size() + chunk.length > limit) {
                subscription.cancel();
                done.completeExceptionally(new ModelException("the answer is longer than " + limit + " bytes"));
                return;
            }
            out.writeBytes(chunk);
            bytes = out.size();
        }
    }

    @Override
    public void onError(Throwable failure) {
        done.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        done.complete(out.toByteArray());
    }
}
