package io.knowstream.job.explore;

import java.net.HttpURLConnection;

/** A request that is refused; the message says what was wrong, the value received and what is allowed. */
final class RequestException extends Exception {

    private static final long serialVersionUID = 1L;

    private final int status;

    private RequestException(int status, String message) {
        super(message);
        this.status = status;
    }

    /** The request is not one that can be answered. */
    static RequestException bad(String message) {
        return new RequestException(HttpURLConnection.HTTP_BAD_REQUEST, message);
    }

    /** The graph, or the server, does not have what is asked for. */
    static RequestException missing(String message) {
        return new RequestException(HttpURLConnection.HTTP_NOT_FOUND, message);
    }

    /** It comes from a page of elsewhere. */
    static RequestException forbidden(String message) {
        return new RequestException(HttpURLConnection.HTTP_FORBIDDEN, message);
    }

    /** Nothing can be changed here. */
    static RequestException method(String message) {
        return new RequestException(HttpURLConnection.HTTP_BAD_METHOD, message);
    }

    /** The status of the answer. */
    int status() {
        return status;
    }
}
