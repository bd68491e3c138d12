package io.knowstream.graph;

/**
 * One change of the graph: what an entity, relationship, chunk, document or link is from now on, or that it is gone.
 *
 * <p>Exactly the component that {@code kind} names is set in an upsert; in a delete none is.
 *
 * @param kind what changes
 * @param op whether it is there now
 * @param id its id; a document's id for documents
 * @param revision grows with each change of the same id while it exists
 * @param storage how the index keeps the record that an upsert carries; null in a delete
 */
public record GraphChange(
        Kind kind,
        Op op,
        String id,
        long revision,
        Entity entity,
        Relationship relationship,
        IndexedChunk chunk,
        DocumentGraph document,
        EntityLink link,
        StorageStrategy storage) {

    /** What a change is about. */
    public enum Kind {
        ENTITY,
        RELATIONSHIP,
        CHUNK,
        DOCUMENT,
        LINK
    }

    /** What a change does. */
    public enum Op {
        UPSERT,
        DELETE
    }

    /** The entity is from now on as given. */
    public static GraphChange upsert(Entity entity, long revision) {
        return new GraphChange(
                Kind.ENTITY,
                Op.UPSERT,
                entity.id(),
                revision,
                entity,
                null,
                null,
                null,
                null,
                StorageStrategy.BALANCED);
    }

    /** The relationship is from now on as given. */
    public static GraphChange upsert(Relationship relationship, long revision) {
        return new GraphChange(
                Kind.RELATIONSHIP,
                Op.UPSERT,
                relationship.id(),
                revision,
                null,
                relationship,
                null,
                null,
                null,
                StorageStrategy.BALANCED);
    }

    /** The chunk is from now on as given. */
    public static GraphChange upsert(IndexedChunk chunk, long revision, StorageStrategy storage) {
        return new GraphChange(Kind.CHUNK, Op.UPSERT, chunk.id(), revision, null, null, chunk, null, null, storage);
    }

    /** The document is from now on as given. */
    public static GraphChange upsert(DocumentGraph document, long revision, StorageStrategy storage) {
        return new GraphChange(
                Kind.DOCUMENT,
                Op.UPSERT,
                document.document().id(),
                revision,
                null,
                null,
                null,
                document,
                null,
                storage);
    }

    /** The link is from now on as given. */
    public static GraphChange upsert(EntityLink link, long revision) {
        return new GraphChange(
                Kind.LINK, Op.UPSERT, link.id(), revision, null, null, null, null, link, StorageStrategy.BALANCED);
    }

    /** It is gone. */
    public static GraphChange delete(Kind kind, String id, long revision) {
        return new GraphChange(kind, Op.DELETE, id, revision, null, null, null, null, null, null);
    }
}
