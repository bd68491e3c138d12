package io.knowstream.job;

import io.knowstream.graph.GraphChange;
import io.knowstream.job.kafka.DeadLetter;
import io.knowstream.job.kafka.RawRecord;
import java.util.Objects;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.source.Source;

/**
 * Where documents come from and where everything but the index goes.
 *
 * @param documents raw records, one a document
 * @param rejected takes what is no valid document
 * @param changes takes every change of the graph; null where nobody listens
 */
public record Ends(Source<RawRecord, ?, ?> documents, Sink<DeadLetter> rejected, Sink<GraphChange> changes) {

    public Ends {
        Objects.requireNonNull(documents, "documents");
        Objects.requireNonNull(rejected, "rejected");
    }
}
