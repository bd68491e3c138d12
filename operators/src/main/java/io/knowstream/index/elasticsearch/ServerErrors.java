package io.knowstream.index.elasticsearch;

import co.elastic.clients.elasticsearch._types.ElasticsearchException;
import co.elastic.clients.transport.TransportException;
import org.elasticsearch.client.ResponseException;

/**
 * What the server's errors mean. The client makes an {@link ElasticsearchException} of the statuses 400 to 405 alone; others
 * come as they are from the client below it.
 */
final class ServerErrors {

    static final int FORBIDDEN = 403;
    static final int NOT_FOUND = 404;
    static final int CONFLICT = 409;
    static final int UNAVAILABLE = 503;

    private ServerErrors() {}

    /** The status of an answer that was an error; 0 where there was no answer. */
    static int status(Throwable error) {
        if (error instanceof ElasticsearchException answered) {
            return answered.status();
        }
        if (error instanceof ResponseException response) {
            return response.getResponse().getStatusLine().getStatusCode();
        }
        if (error instanceof TransportException transport) {
            return Math.max(0, transport.statusCode());
        }
        return 0;
    }
}
