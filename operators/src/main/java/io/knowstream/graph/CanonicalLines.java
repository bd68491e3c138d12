package io.knowstream.graph;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/** {@linkplain CanonicalJson Canonical JSON}, a line a record, in UTF-8. */
public final class CanonicalLines implements GraphWriter {

    private final Writer lines;

    /** Onto a stream. */
    public CanonicalLines(OutputStream out) {
        this.lines = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
    }

    @Override
    public void chunk(IndexedChunk chunk) throws IOException {
        line(CanonicalJson.of(chunk));
    }

    @Override
    public void document(DocumentGraph document) throws IOException {
        line(CanonicalJson.of(document));
    }

    @Override
    public void entity(Entity entity) throws IOException {
        line(CanonicalJson.of(entity));
    }

    @Override
    public void relationship(Relationship relationship) throws IOException {
        line(CanonicalJson.of(relationship));
    }

    @Override
    public void link(EntityLink link) throws IOException {
        line(CanonicalJson.of(link));
    }

    private void line(String json) throws IOException {
        lines.write(json);
        lines.write('\n');
    }

    @Override
    public void complete() throws IOException {
        lines.flush();
    }
}
