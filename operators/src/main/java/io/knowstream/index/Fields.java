package io.knowstream.index;

import io.knowstream.graph.DocumentGraph;
import io.knowstream.graph.Entity;
import io.knowstream.graph.EntityLink;
import io.knowstream.graph.GraphChange;
import io.knowstream.graph.IndexedChunk;
import io.knowstream.graph.Relationship;
import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.lucene.document.BinaryDocValuesField;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field.Store;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.SortedDocValuesField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.util.BytesRef;

/** The fields of each kind of record in Lucene. */
final class Fields {

    /** The record's id: a term, and a value to sort by. */
    static final String ID = "id";
    /** The record itself, in the form of {@link RecordCodec}: a stored field, for small ones, which Lucene packs, and large ones. */
    static final String RECORD = "record";
    /** The same in its place, compressed: doc values, of which each is read for itself. */
    static final String COMPRESSED = "compressed";
    /** Normalised names and aliases of an entity, whole. */
    static final String NAME = "name";
    /** Words of an entity's names and aliases. */
    static final String WORDS = "words";
    /** An entity's type. */
    static final String TYPE = "type";
    /** How many documents name an entity. */
    static final String DOCUMENTS = "documents";
    /** Entity id of a relationship's subject, or of the entity that is linked. */
    static final String SOURCE = "source";
    /** Entity id of a relationship's object, or of the entity that a link leads to. */
    static final String TARGET = "target";
    /** Normalised name and Wikidata id of a relationship's predicate. */
    static final String PREDICATE = "predicate";
    /** Confidence of a relationship or a link. */
    static final String CONFIDENCE = "confidence";
    /** Words of a chunk. */
    static final String TEXT = "text";
    /** The document of a chunk. */
    static final String DOCUMENT = "document";
    /** Entities of a chunk. */
    static final String ENTITY = "entity";
    /** A chunk's embedding. */
    static final String EMBEDDING = "embedding";

    /** Components of an embedding. */
    static final int DIMENSIONS = SearchTerms.DIMENSIONS;

    static final RecordCodec<Entity> ENTITIES = new RecordCodec<>(Entity.class);
    static final RecordCodec<Relationship> RELATIONSHIPS = new RecordCodec<>(Relationship.class);
    static final RecordCodec<IndexedChunk> CHUNKS = new RecordCodec<>(IndexedChunk.class);
    static final RecordCodec<EntityLink> LINKS = new RecordCodec<>(EntityLink.class);
    static final RecordCodec<DocumentGraph> DOCUMENT_GRAPHS = new RecordCodec<>(DocumentGraph.class);

    /** Bytes of a record: whoever reads doc values makes room for the largest of a segment first. */
    private static final int LARGE = 64 << 10;

    private Fields() {}

    /** The Lucene document of an upsert. */
    static Document of(GraphChange change) {
        return switch (change.kind()) {
            case ENTITY -> entity(change.entity());
            case RELATIONSHIP -> relationship(change.relationship());
            case CHUNK -> chunk(change.chunk(), Compression.of(change.storage()));
            case DOCUMENT -> record(change.id(), DOCUMENT_GRAPHS, change.document(), Compression.of(change.storage()));
            case LINK -> link(change.link());
        };
    }

    /** A name as it is looked up. */
    static String name(String name) {
        return SearchTerms.name(name);
    }

    private static Document entity(Entity entity) {
        Document fields = record(entity.id(), ENTITIES, entity, Compression.PLAIN);
        Set<String> names = new LinkedHashSet<>();
        names.add(name(entity.name()));
        entity.aliases().forEach(alias -> names.add(name(alias)));
        for (String name : names) {
            fields.add(new StringField(NAME, name, Store.NO));
            fields.add(new TextField(WORDS, name, Store.NO));
        }
        fields.add(new StringField(TYPE, entity.type(), Store.NO));
        fields.add(new NumericDocValuesField(DOCUMENTS, entity.documents()));
        return fields;
    }

    private static Document relationship(Relationship relationship) {
        Document fields = record(relationship.id(), RELATIONSHIPS, relationship, Compression.PLAIN);
        term(fields, SOURCE, relationship.source());
        term(fields, TARGET, relationship.target());
        fields.add(new StringField(PREDICATE, name(relationship.type()), Store.NO));
        if (relationship.wikidata() != null) {
            fields.add(new StringField(PREDICATE, name(relationship.wikidata()), Store.NO));
        }
        fields.add(new NumericDocValuesField(CONFIDENCE, relationship.confidence()));
        return fields;
    }

    private static Document link(EntityLink link) {
        Document fields = record(link.id(), LINKS, link, Compression.PLAIN);
        term(fields, SOURCE, link.entity());
        term(fields, TARGET, link.target());
        fields.add(new NumericDocValuesField(CONFIDENCE, link.confidence()));
        return fields;
    }

    private static Document chunk(IndexedChunk chunk, Compression compression) {
        // The vector has a field of its own; the record would only repeat it.
        IndexedChunk stored = new IndexedChunk(
                chunk.id(),
                chunk.documentId(),
                chunk.title(),
                chunk.start(),
                chunk.end(),
                chunk.text(),
                chunk.entities(),
                new float[0]);
        Document fields = record(chunk.id(), CHUNKS, stored, compression);
        fields.add(new StringField(DOCUMENT, chunk.documentId(), Store.NO));
        chunk.entities().forEach(entity -> fields.add(new StringField(ENTITY, entity, Store.NO)));
        fields.add(new TextField(TEXT, chunk.text(), Store.NO));
        if (chunk.embedding().length > 0) {
            fields.add(new KnnFloatVectorField(
                    EMBEDDING, embedding(chunk.embedding()), VectorSimilarityFunction.DOT_PRODUCT));
        }
        return fields;
    }

    /** Checks that a vector has the index's dimensions. */
    static float[] embedding(float[] vector) {
        if (vector.length != DIMENSIONS) {
            throw new IllegalArgumentException(
                    "an embedding must have " + DIMENSIONS + " dimensions (got " + vector.length + ")");
        }
        return vector;
    }

    private static <R extends Record> Document record(
            String id, RecordCodec<R> codec, R record, Compression compression) {
        Document fields = new Document();
        term(fields, ID, id);
        byte[] bytes = codec.encode(record, compression);
        fields.add(
                compression == Compression.PLAIN || bytes.length > LARGE
                        ? new StoredField(RECORD, bytes)
                        : new BinaryDocValuesField(COMPRESSED, new BytesRef(bytes)));
        return fields;
    }

    private static void term(Document fields, String field, String value) {
        fields.add(new StringField(field, value, Store.NO));
        fields.add(new SortedDocValuesField(field, new BytesRef(value)));
    }
}
