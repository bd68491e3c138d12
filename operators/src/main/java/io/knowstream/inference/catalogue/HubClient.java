package io.knowstream.inference.catalogue;

import io.knowstream.inference.ModelException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpResponse.ResponseInfo;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Requests to a hub: follows its redirects, sends the token to nobody else, gives up on connections that bring nothing,
 * and can be interrupted. Used by one thread.
 */
final class HubClient {

    private static final int MAX_REDIRECTS = 6;
    private static final Duration CONNECT = Duration.ofSeconds(20);
    private static final long POLL_MILLIS = 200;

    private final HubConfig config;
    private final HttpClient http;

    /** A failure that may be gone at the next attempt. */
    static final class TransientException extends IOException {
        private static final long serialVersionUID = 1L;
        private final transient Duration wanted;

        TransientException(String message, Throwable cause, Duration wanted) {
            super(message, cause);
            this.wanted = wanted;
        }

        /** The pause that the hub asks for; zero if it asks for none. */
        Duration wantedPause() {
            return wanted == null ? Duration.ZERO : wanted;
        }
    }

    HubClient(HubConfig config) {
        this.config = config;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(CONNECT)
                .build();
    }

    /**
     * Gets an address, through its redirects.
     *
     * @param body of an answer with status 200 or 206; others are not read
     * @param received how many bytes have come so far, by which a stalled connection is known
     * @param onPoll is run by this thread now and then while it waits
     * @throws TransientException if another attempt may succeed
     * @throws ModelException if none will
     */
    <T> HttpResponse<T> get(
            URI address,
            Map<String, String> headers,
            Function<ResponseInfo, BodySubscriber<T>> body,
            LongSupplier received,
            Runnable onPoll)
            throws IOException, InterruptedException {
        URI at = address;
        for (int redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
            HttpRequest.Builder request = HttpRequest.newBuilder(at).timeout(config.stall());
            headers.forEach(request::header);
            request.header("User-Agent", "knowstream");
            if (config.token() != null && isHub(at)) {
                request.header("Authorization", "Bearer " + config.token());
            }
            HttpResponse<T> response = send(request.build(), body, received, onPoll);
            switch (response.statusCode()) {
                case 301, 302, 303, 307, 308 -> at = redirect(at, response);
                default -> {
                    return response;
                }
            }
        }
        throw new ModelException(address + " redirects more than " + MAX_REDIRECTS + " times, at last to " + at);
    }

    /** Whether an address is the hub's own: what the token is for. */
    boolean isHub(URI address) {
        return config.base().getScheme().equalsIgnoreCase(address.getScheme())
                && config.base().getHost().equalsIgnoreCase(address.getHost())
                && port(config.base()) == port(address);
    }

    private static int port(URI address) {
        return address.getPort() >= 0 ? address.getPort() : "https".equalsIgnoreCase(address.getScheme()) ? 443 : 80;
    }

    private static URI redirect(URI from, HttpResponse<?> response) {
        String location = response.headers().firstValue("Location").orElse("");
        URI to;
        try {
            to = from.resolve(URI.create(location));
        } catch (IllegalArgumentException e) {
            throw new ModelException(from + " redirects to " + ModelPath.shown(location) + ", which is no address", e);
        }
        String scheme = to.getScheme() == null ? "" : to.getScheme().toLowerCase(Locale.ROOT);
        boolean allowed = scheme.equals("https") || scheme.equals("http") && "http".equalsIgnoreCase(from.getScheme());
        if (!allowed || location.isEmpty() || to.getHost() == null) {
            throw new ModelException(from + " redirects to " + ModelPath.shown(location)
                    + ": only https is followed, or http from http");
        }
        return to;
    }

    private <T> HttpResponse<T> send(
            HttpRequest request, Function<ResponseInfo, BodySubscriber<T>> body, LongSupplier received, Runnable onPoll)
            throws IOException, InterruptedException {
        CompletableFuture<HttpResponse<T>> answer = http.sendAsync(
                request,
                info -> info.statusCode() == 200 || info.statusCode() == 206
                        ? body.apply(info)
                        : BodySubscribers.replacing(null));
        long before = received.getAsLong();
        long since = System.nanoTime();
        while (true) {
            try {
                return answer.get(POLL_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                onPoll.run();
                long now = received.getAsLong();
                if (now != before) {
                    before = now;
                    since = System.nanoTime();
                } else if (System.nanoTime() - since > config.stall().toNanos()) {
                    answer.cancel(true);
                    throw new TransientException(
                            request.uri() + " brought nothing for "
                                    + config.stall().toSeconds() + " s",
                            e,
                            null);
                }
            } catch (InterruptedException e) {
                answer.cancel(true);
                throw e;
            } catch (ExecutionException e) {
                for (Throwable t = e.getCause(); t != null; t = t.getCause()) {
                    if (t instanceof ModelException refused) {
                        throw refused;
                    }
                }
                throw new TransientException(reason(request.uri(), e.getCause()), e.getCause(), null);
            }
        }
    }

    private static String reason(URI address, Throwable cause) {
        for (Throwable t = cause; t != null; t = t.getCause()) {
            if (t instanceof java.nio.channels.UnresolvedAddressException) {
                return "there is no host " + address.getHost();
            }
        }
        if (cause instanceof java.net.ConnectException) {
            return "no connection to " + address.getHost() + ":" + port(address);
        }
        return address + " failed: " + cause;
    }

    /** What an answer other than 200 and 206 means: throws, always. */
    <T> void refuse(URI address, HttpResponse<T> response) throws TransientException {
        int status = response.statusCode();
        switch (status) {
            case 401, 403 -> throw new ModelException(address + " is refused (HTTP " + status + "): "
                    + (config.token() == null
                            ? "if the model is gated, accept its terms on the hub and set " + HubConfig.TOKEN
                                    + " to your token"
                            : "the token in " + HubConfig.TOKEN + " does not allow it"));
            case 404 -> throw new ModelException("there is no " + address + " (HTTP 404)");
            case 408, 425, 429, 500, 502, 503, 504 -> throw new TransientException(
                    address + " is not to be had now (HTTP " + status + ")", null, retryAfter(response));
            default -> throw new ModelException(address + " answered with HTTP " + status);
        }
    }

    private static Duration retryAfter(HttpResponse<?> response) {
        OptionalLong seconds = OptionalLong.empty();
        String text = response.headers().firstValue("Retry-After").orElse("");
        if (text.matches("\\d{1,6}")) {
            seconds = OptionalLong.of(Long.parseLong(text));
        }
        return Duration.ofSeconds(seconds.orElse(0));
    }
}
