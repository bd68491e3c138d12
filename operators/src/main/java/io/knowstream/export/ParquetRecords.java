package io.knowstream.export;

import io.knowstream.graph.Chunk;
import io.knowstream.graph.DocumentEntity;
import io.knowstream.graph.DocumentGraph;
import io.knowstream.graph.DocumentRelationship;
import io.knowstream.graph.Entity;
import io.knowstream.graph.EntityLink;
import io.knowstream.graph.Evidence;
import io.knowstream.graph.IndexedChunk;
import io.knowstream.graph.Mention;
import io.knowstream.graph.Quality;
import io.knowstream.graph.Relationship;
import io.knowstream.graph.Span;
import java.util.Locale;

/**
 * The columns of each kind of record: names and order are those of {@link io.knowstream.graph.CanonicalJson}, but for
 * {@code kind}, which the file says. What the canonical form leaves out of a record is null, and without failures the list
 * of them is empty. As there, the content of documents and the embeddings of chunks are left out.
 */
final class ParquetRecords {

    private static final ParquetGroup<Evidence> EVIDENCE = ParquetGroup.<Evidence>of("element")
            .text("documentId", Evidence::documentId)
            .int32("start", Evidence::start)
            .int32("end", Evidence::end)
            .confidence("confidence", Evidence::confidence);

    private static final ParquetGroup<Chunk> PLACE = ParquetGroup.<Chunk>of("element")
            .text("id", Chunk::id)
            .int32("start", Chunk::start)
            .int32("end", Chunk::end);

    private static final ParquetGroup<Span> SPAN =
            ParquetGroup.<Span>of("element").int32("start", Span::start).int32("end", Span::end);

    private static final ParquetGroup<Mention> MENTION = ParquetGroup.<Mention>of("element")
            .int32("start", Mention::start)
            .int32("end", Mention::end)
            .text("text", Mention::text)
            .confidence("confidence", Mention::confidence);

    private static final ParquetGroup<DocumentEntity> DOCUMENT_ENTITY = ParquetGroup.<DocumentEntity>of("element")
            .text("id", DocumentEntity::id)
            .text("name", DocumentEntity::name)
            .text("type", DocumentEntity::type)
            .optionalText("sense", DocumentEntity::sense)
            .confidence("confidence", DocumentEntity::confidence)
            .list("mentions", MENTION, DocumentEntity::mentions);

    private static final ParquetGroup<DocumentRelationship> DOCUMENT_RELATIONSHIP =
            ParquetGroup.<DocumentRelationship>of("element")
                    .text("id", DocumentRelationship::id)
                    .text("source", DocumentRelationship::source)
                    .text("type", DocumentRelationship::type)
                    .optionalText("wikidata", DocumentRelationship::wikidata)
                    .text("target", DocumentRelationship::target)
                    .confidence("confidence", DocumentRelationship::confidence)
                    .list("evidence", SPAN, DocumentRelationship::evidence);

    private static final ParquetGroup<Quality> QUALITY = ParquetGroup.<Quality>of("quality")
            .confidence("overall", Quality::overall)
            .confidence("entity", Quality::entity)
            .confidence("relationship", Quality::relationship)
            .confidence("coherence", Quality::coherence)
            .confidence("context", Quality::context);

    static final ParquetGroup<IndexedChunk> CHUNK = ParquetGroup.<IndexedChunk>of("chunk")
            .text("id", IndexedChunk::id)
            .text("documentId", IndexedChunk::documentId)
            .int32("start", IndexedChunk::start)
            .int32("end", IndexedChunk::end)
            .text("text", IndexedChunk::text)
            .texts("entities", IndexedChunk::entities);

    static final ParquetGroup<DocumentGraph> DOCUMENT = ParquetGroup.<DocumentGraph>of("document")
            .text("id", graph -> graph.document().id())
            .optionalInt64("version", graph -> graph.document().version())
            .map("metadata", graph -> graph.document().metadata())
            .optionalText("title", graph -> graph.document().title())
            .optional(QUALITY, DocumentGraph::quality)
            .list("chunks", PLACE, DocumentGraph::chunks)
            .list("entities", DOCUMENT_ENTITY, DocumentGraph::entities)
            .list("relationships", DOCUMENT_RELATIONSHIP, DocumentGraph::relationships)
            .texts("failures", DocumentGraph::failures);

    static final ParquetGroup<Entity> ENTITY = ParquetGroup.<Entity>of("entity")
            .text("id", Entity::id)
            .text("name", Entity::name)
            .text("type", Entity::type)
            .optionalText("sense", Entity::sense)
            .texts("aliases", Entity::aliases)
            .int32("documents", Entity::documents)
            .int64("mentions", Entity::mentions)
            .confidence("confidence", Entity::confidence)
            .list("evidence", EVIDENCE, Entity::evidence);

    static final ParquetGroup<EntityLink> LINK = ParquetGroup.<EntityLink>of("link")
            .text("id", EntityLink::id)
            .text("entity", EntityLink::entity)
            .text("target", EntityLink::target)
            .text("rule", link -> link.rule().name().toLowerCase(Locale.ROOT))
            .confidence("confidence", EntityLink::confidence)
            .text("via", EntityLink::via);

    static final ParquetGroup<Relationship> RELATIONSHIP = ParquetGroup.<Relationship>of("relationship")
            .text("id", Relationship::id)
            .text("source", Relationship::source)
            .text("type", Relationship::type)
            .optionalText("wikidata", Relationship::wikidata)
            .text("target", Relationship::target)
            .confidence("confidence", Relationship::confidence)
            .int32("documents", Relationship::documents)
            .list("evidence", EVIDENCE, Relationship::evidence);

    private ParquetRecords() {}
}
