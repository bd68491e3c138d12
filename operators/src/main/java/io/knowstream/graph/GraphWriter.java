package io.knowstream.graph;

import java.io.IOException;

/**
 * Takes the records of a graph, one after another, and writes them in some form. Used by one thread; a stream below it
 * stays open.
 */
public interface GraphWriter {

    /** Takes a chunk. */
    void chunk(IndexedChunk chunk) throws IOException;

    /** Takes a document. */
    void document(DocumentGraph document) throws IOException;

    /** Takes an entity. */
    void entity(Entity entity) throws IOException;

    /** Takes a link between two entities. */
    void link(EntityLink link) throws IOException;

    /** Takes a relationship. */
    void relationship(Relationship relationship) throws IOException;

    /** Writes what follows the last record, and flushes. Nothing is taken after it. */
    void complete() throws IOException;
}
