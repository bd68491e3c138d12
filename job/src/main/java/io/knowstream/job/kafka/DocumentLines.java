package io.knowstream.job.kafka;

import java.io.IOException;
import java.io.InputStream;

/** Reads a file of documents, a line each, and says what the job will make of every line. */
public final class DocumentLines implements AutoCloseable {

    private final JsonLinesSource.LineReader lines;
    private final DocumentDecoder decoder;

    /**
     * A line that is not white.
     *
     * @param number from 1
     * @param value its bytes
     * @param documentId the document that it speaks of; null where that cannot be known
     * @param outcome what the job makes of it
     */
    public record Line(long number, byte[] value, String documentId, Outcome outcome) {}

    /** What the job makes of a line. */
    public enum Outcome {
        /** The document is there from now on. */
        UPSERT,
        /** The document is gone from now on. */
        DELETE,
        /** A dead letter. */
        REJECTED
    }

    /** Reads the bytes of a file; closes them with itself. */
    public DocumentLines(InputStream in, DocumentLimits limits) {
        this.lines = new JsonLinesSource.LineReader("", in);
        this.decoder = new DocumentDecoder(limits);
    }

    /** The next line; null at the end. */
    public Line read() throws IOException {
        RawRecord record = lines.read();
        if (record == null) {
            return null;
        }
        Decoded decoded = decoder.decode(record);
        if (decoded instanceof Decoded.Accepted accepted) {
            boolean upsert = accepted.update().document() != null;
            return new Line(
                    record.offset(),
                    record.value(),
                    accepted.update().documentId(),
                    upsert ? Outcome.UPSERT : Outcome.DELETE);
        }
        String documentId = decoded instanceof Decoded.Rejected rejected ? rejected.documentId() : null;
        return new Line(record.offset(), record.value(), documentId, Outcome.REJECTED);
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
