package io.knowstream.documents;

import io.knowstream.graph.Document;
import io.knowstream.graph.DocumentUpdate;
import io.knowstream.graph.Ids;
import java.util.ArrayList;
import java.util.List;

/**
 * The rules by which an update of a document counts or not: a pure function of what is held and what arrives.
 *
 * <p>A version lower than the floor (the highest one accepted, a deletion's too) is stale. An equal one, and an update
 * without a version, wins over what came before it; without a version it leaves the floor where it was, so that a late
 * record of an older version stays stale. A deletion of an unknown document leaves a tombstone where it has a version,
 * else nothing.
 */
final class Admission {

    /** What becomes of an update. */
    enum Verdict {
        /** The document is new or changed and goes on. */
        CHANGED,
        /** The document is gone; its removal goes on. */
        DELETED,
        /** It is older than what is held. */
        STALE,
        /** It says what is held already. */
        UNCHANGED
    }

    /**
     * @param verdict what becomes of the update
     * @param held what is held from now on; null for nothing
     */
    record Decision(Verdict verdict, HeldVersion held) {}

    private final String pipelineFingerprint;

    /** @param pipelineFingerprint hash of the models and the configuration that the graph depends on */
    Admission(String pipelineFingerprint) {
        this.pipelineFingerprint = pipelineFingerprint;
    }

    /** Decides on an update; {@code held} is null where nothing is known of the document. */
    Decision decide(HeldVersion held, DocumentUpdate update) {
        Long floor = held == null ? null : held.floor();
        if (update.version() != null && floor != null && update.version() < floor) {
            return new Decision(Verdict.STALE, held);
        }
        Long newFloor = update.version() == null ? floor : update.version();
        return update.document() == null ? delete(held, newFloor) : upsert(held, update.document(), newFloor);
    }

    /** Whether a document that is held was admitted with what the graph depends on now. */
    boolean isCurrent(HeldVersion held, Document document) {
        return hash(document).equals(held.hash());
    }

    /** What is held of a document that is admitted again as it is, with what the graph depends on now. */
    HeldVersion again(HeldVersion held, Document document) {
        return new HeldVersion(held.floor(), hash(document), held.revision() + 1);
    }

    private Decision upsert(HeldVersion held, Document document, Long floor) {
        String hash = hash(document);
        long revision = held == null ? 0 : held.revision();
        if (held != null && hash.equals(held.hash())) {
            return new Decision(Verdict.UNCHANGED, held);
        }
        return new Decision(Verdict.CHANGED, new HeldVersion(floor, hash, revision + 1));
    }

    private static Decision delete(HeldVersion held, Long floor) {
        if (held == null) {
            return new Decision(Verdict.UNCHANGED, floor == null ? null : new HeldVersion(floor, null, 0));
        }
        if (held.deleted()) {
            return new Decision(Verdict.UNCHANGED, new HeldVersion(floor, null, held.revision()));
        }
        return new Decision(Verdict.DELETED, new HeldVersion(floor, null, held.revision() + 1));
    }

    /** The version is part of what a document says: the canonical export shows it. */
    private String hash(Document document) {
        List<String> parts = new ArrayList<>();
        parts.add(pipelineFingerprint);
        parts.add(document.title());
        parts.add(document.content());
        parts.add(document.version() == null ? null : document.version().toString());
        document.metadata().forEach((key, value) -> {
            parts.add(key);
            parts.add(value);
        });
        return Ids.hash(parts.toArray(String[]::new));
    }
}
