package io.knowstream.chunking;

import io.knowstream.graph.Chunk;
import io.knowstream.graph.ChunkTask;
import io.knowstream.graph.CodePoints;
import io.knowstream.graph.ConfigurationFingerprint;
import io.knowstream.graph.Document;
import io.knowstream.graph.GlobalContext;
import io.knowstream.graph.Ids;
import io.knowstream.graph.Manifest;
import io.knowstream.graph.Span;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The chunks of a prepared document with their ids and fingerprints, and which of them must be extracted: as the
 * configuration has it under which the document was admitted.
 */
final class ChunkPlan {

    private final PreparedDocument prepared;
    private final GlobalContext context;
    private final List<Chunk> chunks = new ArrayList<>();
    private final List<String> texts = new ArrayList<>();

    /** @param own the configuration of documents that do not say under which they were admitted */
    ChunkPlan(PreparedDocument prepared, ConfigurationFingerprint own) {
        this.prepared = prepared;
        ConfigurationFingerprint configuration = prepared.configuration() == null ? own : prepared.configuration();
        this.context = configuration.preserveContext() ? prepared.context() : null;
        Document document = prepared.document();
        if (document == null) {
            return;
        }
        CodePoints points = CodePoints.of(document.content());
        Map<String, Integer> occurrences = new HashMap<>();
        for (Span span : prepared.spans()) {
            String text = points.slice(span);
            int occurrence = occurrences.merge(text, 1, Integer::sum) - 1;
            String id = Ids.chunk(prepared.documentId(), text, occurrence);
            String fingerprint = configuration.chunk(text, context, prepared.provisional());
            chunks.add(new Chunk(id, fingerprint, span.start(), span.end()));
            texts.add(text);
        }
    }

    /** What this revision consists of. */
    Manifest manifest() {
        return new Manifest(
                prepared.documentId(),
                prepared.revision(),
                prepared.document(),
                prepared.context(),
                chunks,
                prepared.failure(),
                prepared.configuration());
    }

    /** The tasks of the chunks that are not among {@code sent}, in text order. */
    List<ChunkTask> tasksBeyond(List<Chunk> sent) {
        Set<String> known = new HashSet<>();
        for (Chunk chunk : sent) {
            known.add(chunk.id() + chunk.fingerprint());
        }
        List<ChunkTask> tasks = new ArrayList<>();
        for (int i = 0; i < chunks.size(); i++) {
            Chunk chunk = chunks.get(i);
            if (!known.contains(chunk.id() + chunk.fingerprint())) {
                tasks.add(new ChunkTask(
                        prepared.documentId(),
                        prepared.revision(),
                        chunk.id(),
                        chunk.fingerprint(),
                        texts.get(i),
                        context,
                        prepared.provisional()));
            }
        }
        return tasks;
    }
}
