package io.knowstream.export;

import io.knowstream.graph.DocumentGraph;
import io.knowstream.graph.Entity;
import io.knowstream.graph.EntityLink;
import io.knowstream.graph.GraphWriter;
import io.knowstream.graph.IndexedChunk;
import io.knowstream.graph.Relationship;
import java.io.IOException;
import java.util.List;

/**
 * Parquet (<a href="https://parquet.apache.org">parquet.apache.org</a>): a file for each kind of record, as a file has one
 * schema, with the fields of the canonical form as {@linkplain ParquetRecords columns}. All files are there, those of no
 * records too, so that a query over them never fails for want of one.
 */
final class ParquetGraphWriter implements GraphWriter {

    private static final String CHUNKS = "chunks.parquet";
    private static final String DOCUMENTS = "documents.parquet";
    private static final String ENTITIES = "entities.parquet";
    private static final String LINKS = "links.parquet";
    private static final String RELATIONSHIPS = "relationships.parquet";

    static final List<String> FILES = List.of(CHUNKS, DOCUMENTS, ENTITIES, LINKS, RELATIONSHIPS);

    /**
     * Bytes of encoded values that a file holds before it writes them. Parquet's own 128 MiB, times five files, would be
     * a good part of the heap; smaller ones compress less and make the footer, which is held to the end, larger.
     */
    private static final long ROW_GROUP_BYTES = 32L << 20;

    private final ParquetFile<IndexedChunk> chunks;
    private final ParquetFile<DocumentGraph> documents;
    private final ParquetFile<Entity> entities;
    private final ParquetFile<EntityLink> links;
    private final ParquetFile<Relationship> relationships;

    ParquetGraphWriter(GraphFiles files) throws IOException {
        this(files, ROW_GROUP_BYTES);
    }

    ParquetGraphWriter(GraphFiles files, long rowGroupBytes) throws IOException {
        chunks = new ParquetFile<>(ParquetRecords.CHUNK, files.create(CHUNKS), rowGroupBytes);
        documents = new ParquetFile<>(ParquetRecords.DOCUMENT, files.create(DOCUMENTS), rowGroupBytes);
        entities = new ParquetFile<>(ParquetRecords.ENTITY, files.create(ENTITIES), rowGroupBytes);
        links = new ParquetFile<>(ParquetRecords.LINK, files.create(LINKS), rowGroupBytes);
        relationships = new ParquetFile<>(ParquetRecords.RELATIONSHIP, files.create(RELATIONSHIPS), rowGroupBytes);
    }

    @Override
    public void chunk(IndexedChunk chunk) throws IOException {
        chunks.write(chunk);
    }

    @Override
    public void document(DocumentGraph document) throws IOException {
        documents.write(document);
    }

    @Override
    public void entity(Entity entity) throws IOException {
        entities.write(entity);
    }

    @Override
    public void link(EntityLink link) throws IOException {
        links.write(link);
    }

    @Override
    public void relationship(Relationship relationship) throws IOException {
        relationships.write(relationship);
    }

    @Override
    public void complete() throws IOException {
        chunks.complete();
        documents.complete();
        entities.complete();
        links.complete();
        relationships.complete();
    }
}
