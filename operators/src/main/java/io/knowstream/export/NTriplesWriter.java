package io.knowstream.export;

import com.apicatalog.rdf.api.RdfConsumerException;
import com.apicatalog.rdf.nquads.NQuadsWriter;
import io.knowstream.graph.Confidence;
import io.knowstream.graph.DocumentGraph;
import io.knowstream.graph.Entity;
import io.knowstream.graph.EntityLink;
import io.knowstream.graph.Evidence;
import io.knowstream.graph.GraphWriter;
import io.knowstream.graph.IndexedChunk;
import io.knowstream.graph.Relationship;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * N-Triples (<a href="https://www.w3.org/TR/n-triples/">W3C</a>).
 *
 * <p>A relationship is a triple, of Wikidata's direct property where its predicate has one, and a reified statement with
 * confidence; entities that are one are {@code owl:sameAs} another. Entities, statements and chunks are derived, in terms
 * of <a href="https://www.w3.org/TR/prov-o/">PROV-O</a>, from passages: documents with the fragment {@code #char=start,end} of RFC 5147, in code points.
 */
final class NTriplesWriter implements GraphWriter {

    private static final String BASE = "urn:knowstream:";
    private static final String WIKIDATA = "http://www.wikidata.org/prop/direct/";
    private static final String PROV = "http://www.w3.org/ns/prov#";
    private static final String RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
    private static final String SKOS = "http://www.w3.org/2004/02/skos/core#";
    private static final String TERMS = "http://purl.org/dc/terms/";
    private static final String XSD = "http://www.w3.org/2001/XMLSchema#";

    private static final String CHUNK = vocabulary("Chunk");
    private static final String DOCUMENT = vocabulary("Document");
    private static final String CONFIDENCE = vocabulary("confidence");
    private static final String DOCUMENTS = vocabulary("documents");
    private static final String MENTIONS = vocabulary("mentions");
    private static final String QUALITY = vocabulary("quality");
    private static final String RULE = vocabulary("rule");
    private static final String SAME = "http://www.w3.org/2002/07/owl#sameAs";
    private static final String TEXT = vocabulary("text");
    private static final String TYPE = RDF + "type";
    private static final String LABEL = SKOS + "prefLabel";
    private static final String VIA = vocabulary("via");
    private static final String VERSION = vocabulary("version");

    private final Writer lines;
    private final NQuadsWriter triples;

    NTriplesWriter(OutputStream out) {
        lines = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
        triples = new NQuadsWriter(lines);
    }

    @Override
    public void chunk(IndexedChunk chunk) throws IOException {
        String subject = iri("chunk:", chunk.id());
        triple(subject, TYPE, CHUNK);
        literal(subject, TEXT, chunk.text(), "string");
        passage(subject, chunk.documentId(), chunk.start(), chunk.end());
        for (String entity : chunk.entities()) {
            triple(subject, MENTIONS, iri("entity:", entity));
        }
    }

    @Override
    public void document(DocumentGraph graph) throws IOException {
        String subject = iri("document:", graph.document().id());
        triple(subject, TYPE, DOCUMENT);
        triple(subject, TYPE, PROV + "Entity");
        literal(subject, TERMS + "identifier", graph.document().id(), "string");
        if (graph.document().title() != null) {
            literal(subject, TERMS + "title", graph.document().title(), "string");
        }
        if (graph.document().version() != null) {
            literal(subject, VERSION, String.valueOf(graph.document().version()), "integer");
        }
        if (graph.quality() != null) {
            literal(subject, QUALITY, Confidence.toText(graph.quality().overall()), "decimal");
        }
    }

    @Override
    public void entity(Entity entity) throws IOException {
        String subject = iri("entity:", entity.id());
        triple(subject, TYPE, iri("type:", entity.type()));
        literal(subject, LABEL, entity.name(), "string");
        if (entity.sense() != null) {
            literal(subject, SKOS + "note", entity.sense(), "string");
        }
        for (String alias : entity.aliases()) {
            literal(subject, SKOS + "altLabel", alias, "string");
        }
        literal(subject, DOCUMENTS, String.valueOf(entity.documents()), "integer");
        literal(subject, CONFIDENCE, Confidence.toText(entity.confidence()), "decimal");
        passages(subject, entity.evidence());
    }

    @Override
    public void relationship(Relationship relationship) throws IOException {
        String source = iri("entity:", relationship.source());
        String target = iri("entity:", relationship.target());
        String predicate = relationship.wikidata() == null
                ? iri("predicate:", relationship.type())
                : WIKIDATA + encoded(relationship.wikidata());
        String statement = iri("relationship:", relationship.id());
        statement(statement, source, predicate, target);
        literal(statement, LABEL, relationship.type(), "string");
        literal(statement, DOCUMENTS, String.valueOf(relationship.documents()), "integer");
        literal(statement, CONFIDENCE, Confidence.toText(relationship.confidence()), "decimal");
        passages(statement, relationship.evidence());
    }

    @Override
    public void link(EntityLink link) throws IOException {
        String source = iri("entity:", link.entity());
        String target = iri("entity:", link.target());
        String statement = iri("link:", link.id());
        statement(statement, source, SAME, target);
        literal(statement, RULE, link.rule().name().toLowerCase(Locale.ROOT), "string");
        literal(statement, VIA, link.via(), "string");
        literal(statement, CONFIDENCE, Confidence.toText(link.confidence()), "decimal");
    }

    /** A triple, and the same as something that more can be said of. */
    private void statement(String statement, String subject, String predicate, String object) throws IOException {
        triple(subject, predicate, object);
        triple(statement, TYPE, RDF + "Statement");
        triple(statement, RDF + "subject", subject);
        triple(statement, RDF + "predicate", predicate);
        triple(statement, RDF + "object", object);
    }

    private void passages(String subject, List<Evidence> evidence) throws IOException {
        for (Evidence place : evidence) {
            passage(subject, place.documentId(), place.start(), place.end());
        }
    }

    private void passage(String subject, String documentId, int start, int end) throws IOException {
        String document = iri("document:", documentId);
        String passage = document + "#char=" + start + "," + end;
        triple(subject, PROV + "wasDerivedFrom", passage);
        triple(passage, PROV + "wasQuotedFrom", document);
    }

    private void triple(String subject, String predicate, String object) throws IOException {
        write(subject, predicate, object, null);
    }

    private void literal(String subject, String predicate, String value, String type) throws IOException {
        write(subject, predicate, value, XSD + type);
    }

    private void write(String subject, String predicate, String object, String datatype) throws IOException {
        try {
            triples.quad(subject, predicate, object, datatype, null, null, null);
        } catch (RdfConsumerException e) {
            throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getMessage(), e);
        }
    }

    private static String vocabulary(String name) {
        return BASE + "vocabulary:" + name;
    }

    private static String iri(String kind, String name) {
        return BASE + kind + encoded(name);
    }

    /** With the characters that need no escape in any part of a URI left as they are. */
    private static String encoded(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public void complete() throws IOException {
        lines.flush();
    }
}
