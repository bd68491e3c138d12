package io.knowstream.chunking;

import io.knowstream.graph.Chunk;
import io.knowstream.graph.ChunkTask;
import io.knowstream.graph.CodePoints;
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
 * The chunks of a prepared document with their ids and fingerprints, and which of them must be extracted.
 *
 * <p>A fingerprint covers the chunk's text, the models and configuration, and what reaches a model of the context: the title
 * alone where encoders read, so that a change elsewhere in the document leaves the other chunks as they are; the key terms
 * too where language models do.
 */
final class ChunkPlan {

    private final PreparedDocument prepared;
    private final GlobalContext context;
    private final List<Chunk> chunks = new ArrayList<>();
    private final List<String> texts = new ArrayList<>();

    /**
     * @param preserveContext whether the context goes with each chunk
     * @param termsReachModels whether its key terms reach a model
     * @param extractionFingerprint hash of the models and the configuration that extraction depends on
     */
    ChunkPlan(
            PreparedDocument prepared,
            boolean preserveContext,
            boolean termsReachModels,
            String extractionFingerprint) {
        this.prepared = prepared;
        this.context = preserveContext ? prepared.context() : null;
        Document document = prepared.document();
        if (document == null) {
            return;
        }
        String told = context == null ? null : context.title();
        if (context != null && termsReachModels) {
            told = Ids.hash(context.title(), Ids.hash(context.keyTerms().toArray(String[]::new)));
        }
        CodePoints points = CodePoints.of(document.content());
        Map<String, Integer> occurrences = new HashMap<>();
        for (Span span : prepared.spans()) {
            String text = points.slice(span);
            int occurrence = occurrences.merge(text, 1, Integer::sum) - 1;
            String id = Ids.chunk(prepared.documentId(), text, occurrence);
            chunks.add(new Chunk(id, Ids.hash(text, told, extractionFingerprint), span.start(), span.end()));
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
                prepared.failure());
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
