package io.knowstream.inference.pool;

import io.knowstream.inference.ModelException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Remembers loads that failed, so that not each caller tries again what takes seconds to fail. Guarded by the pool's lock.
 *
 * <p>The first failure is remembered for {@value #FIRST_SECONDS} s, each one that follows twice as long, up to
 * {@value #LAST_SECONDS} s; a load that succeeds forgets them.
 */
final class FailedLoads {

    static final long FIRST_SECONDS = 10;
    static final long LAST_SECONDS = 160;

    private final Map<ModelKey, Failure> failures = new HashMap<>();

    private record Failure(String message, Throwable cause, long until, long seconds) {}

    /**
     * Remembers a failure.
     *
     * @param message what failed, and why
     */
    void add(ModelKey key, String message, Throwable cause, long now) {
        Failure last = failures.get(key);
        long seconds = last == null ? FIRST_SECONDS : Math.min(LAST_SECONDS, last.seconds * 2);
        failures.put(
                key,
                new Failure(message, cause, now + Duration.ofSeconds(seconds).toNanos(), seconds));
    }

    void forget(ModelKey key) {
        failures.remove(key);
    }

    /** @throws ModelException if the last load of this model failed a short while ago */
    void requireNone(ModelKey key, long now) {
        Failure failure = failures.get(key);
        if (failure != null && now < failure.until) {
            throw new ModelException(
                    failure.message + "; it is tried again in "
                            + Duration.ofNanos(failure.until - now).toMillis() + " ms",
                    failure.cause);
        }
    }
}
