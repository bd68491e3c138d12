package io.knowstream.job.diagnose;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Does what may take long on a thread of its own, and waits for some time only. */
final class BoundedCall {

    private BoundedCall() {}

    /**
     * The result; empty where there is none in time, which is given up then.
     *
     * @throws ExecutionException with what it failed of
     */
    static <T> Optional<T> of(Callable<T> call, Duration patience) throws ExecutionException, InterruptedException {
        FutureTask<T> task = new FutureTask<>(call);
        Thread thread = new Thread(task, "diagnosis");
        thread.setDaemon(true);
        thread.start();
        try {
            return Optional.of(task.get(patience.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            task.cancel(true);
            return Optional.empty();
        }
    }
}
