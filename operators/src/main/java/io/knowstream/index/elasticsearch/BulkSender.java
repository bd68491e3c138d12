package io.knowstream.index.elasticsearch;

import co.elastic.clients.elasticsearch.ElasticsearchAsyncClient;
import co.elastic.clients.elasticsearch._types.ErrorCause;
import co.elastic.clients.elasticsearch._types.VersionType;
import co.elastic.clients.elasticsearch.core.BulkRequest;
import co.elastic.clients.elasticsearch.core.BulkResponse;
import co.elastic.clients.elasticsearch.core.bulk.BulkOperation;
import co.elastic.clients.elasticsearch.core.bulk.BulkResponseItem;
import co.elastic.clients.util.BinaryData;
import co.elastic.clients.util.ContentType;
import io.knowstream.index.Kinds;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Sends writes in one request and says what became of each. Safe for use by many threads. */
final class BulkSender {

    private final ElasticsearchAsyncClient client;
    private final ElasticsearchConfig config;

    BulkSender(ElasticsearchAsyncClient client, ElasticsearchConfig config) {
        this.client = client;
        this.config = config;
    }

    /** Sends writes; completes with an error where the answer makes no sense at all. A request that is too large for the server goes in halves. */
    CompletableFuture<BulkOutcome> send(List<IndexWrite> writes) {
        return client.bulk(request(writes))
                .handle((response, error) -> {
                    if (error == null) {
                        return CompletableFuture.completedFuture(outcome(writes, response));
                    }
                    Throwable cause =
                            error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
                    if (ServerErrors.status(cause) == BulkOutcome.TOO_LARGE && writes.size() > 1) {
                        int half = writes.size() / 2;
                        return send(writes.subList(0, half))
                                .thenCombine(send(writes.subList(half, writes.size())), BulkOutcome::and);
                    }
                    return CompletableFuture.completedFuture(failed(writes, cause));
                })
                .thenCompose(outcome -> outcome);
    }

    private BulkRequest request(List<IndexWrite> writes) {
        List<BulkOperation> operations = new ArrayList<>(writes.size());
        for (IndexWrite write : writes) {
            BinaryData source = BinaryData.of(write.source(), ContentType.APPLICATION_JSON);
            operations.add(BulkOperation.of(
                    operation -> operation.index(index -> index.index(ServerIndices.alias(config, write.kind()))
                            .id(write.key())
                            .version(write.version())
                            .versionType(VersionType.External)
                            .document(source))));
        }
        // Without this the server would make an index for what finds none, without its mappings.
        return BulkRequest.of(bulk -> bulk.requireAlias(true).operations(operations));
    }

    private BulkOutcome outcome(List<IndexWrite> writes, BulkResponse response) {
        int answers = response.items().size();
        if (answers != writes.size()) {
            // Which of them were written nobody can tell.
            return BulkOutcome.refused(
                    "Elasticsearch has answered " + answers + " of a request's " + writes.size() + " records");
        }
        List<IndexWrite> again = new ArrayList<>();
        String why = null;
        String refused = null;
        for (int i = 0; i < writes.size(); i++) {
            BulkResponseItem item = response.items().get(i);
            IndexWrite write = writes.get(i);
            switch (BulkOutcome.meaning(item.status())) {
                case DONE -> {}
                case AGAIN -> {
                    again.add(write);
                    why = reason(item);
                }
                case NEVER -> refused = "Elasticsearch refuses the " + Kinds.name(write.kind()) + " " + write.key()
                        + " in " + ServerIndices.alias(config, write.kind()) + ": " + reason(item);
            }
        }
        return new BulkOutcome(again, why, refused);
    }

    private static String reason(BulkResponseItem item) {
        ErrorCause error = item.error();
        return item.status() + (error == null ? "" : " " + error.type() + ", " + error.reason());
    }

    private static BulkOutcome failed(List<IndexWrite> writes, Throwable error) {
        int status = ServerErrors.status(error);
        // What has no status has had no answer.
        boolean again =
                status == 0 ? error instanceof IOException : BulkOutcome.meaning(status) == BulkOutcome.Answer.AGAIN;
        return again
                ? BulkOutcome.again(writes, error.toString())
                : BulkOutcome.refused("Elasticsearch refuses a request of " + writes.size() + " records: " + error);
    }
}
