package io.knowstream.export;

import io.knowstream.graph.CanonicalJson;
import io.knowstream.graph.Confidence;
import io.knowstream.graph.DocumentGraph;
import io.knowstream.graph.Entity;
import io.knowstream.graph.EntityLink;
import io.knowstream.graph.GraphWriter;
import io.knowstream.graph.IndexedChunk;
import io.knowstream.graph.Relationship;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * GraphML (<a href="http://graphml.graphdrawing.org">graphml.graphdrawing.org</a>): a directed graph whose nodes are
 * entities and whose edges are relationships and links between entities that are one, all under their ids. Aliases and
 * evidence are JSON, as in the canonical form. Documents and chunks are left out.
 */
final class GraphMlWriter implements GraphWriter {

    private static final String NAMESPACE = "http://graphml.graphdrawing.org/xmlns";
    private static final String SCHEMA = NAMESPACE + " http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd";

    private final XMLStreamWriter xml;

    GraphMlWriter(OutputStream out) throws IOException {
        try {
            xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(out, "UTF-8");
            xml.writeStartDocument("UTF-8", "1.0");
            line();
            xml.writeStartElement("graphml");
            xml.writeDefaultNamespace(NAMESPACE);
            xml.writeNamespace("xsi", "http://www.w3.org/2001/XMLSchema-instance");
            xml.writeAttribute("xsi:schemaLocation", SCHEMA);
            line();
            key("node", "name", "string");
            key("node", "sense", "string");
            key("node", "aliases", "string");
            key("node", "mentions", "long");
            key("edge", "wikidata", "string");
            key("edge", "rule", "string");
            key("edge", "via", "string");
            for (String of : new String[] {"node", "edge"}) {
                key(of, "type", "string");
                key(of, "documents", "int");
                key(of, "confidence", "double");
                key(of, "evidence", "string");
            }
            xml.writeStartElement("graph");
            xml.writeAttribute("id", "knowstream");
            xml.writeAttribute("edgedefault", "directed");
            line();
        } catch (XMLStreamException e) {
            throw failure(e);
        }
    }

    /** Keys are told apart by what they are of, as both kinds have some of the same name. */
    private void key(String of, String name, String type) throws XMLStreamException {
        xml.writeEmptyElement("key");
        xml.writeAttribute("id", of + "-" + name);
        xml.writeAttribute("for", of);
        xml.writeAttribute("attr.name", name);
        xml.writeAttribute("attr.type", type);
        line();
    }

    @Override
    public void chunk(IndexedChunk chunk) {
        // No part of the graph of entities.
    }

    @Override
    public void document(DocumentGraph document) {
        // No part of the graph of entities.
    }

    @Override
    public void entity(Entity entity) throws IOException {
        try {
            xml.writeStartElement("node");
            xml.writeAttribute("id", entity.id());
            data("node-name", entity.name());
            data("node-type", entity.type());
            if (entity.sense() != null) {
                data("node-sense", entity.sense());
            }
            data("node-aliases", CanonicalJson.strings(entity.aliases()));
            data("node-documents", Integer.toString(entity.documents()));
            data("node-mentions", Long.toString(entity.mentions()));
            data("node-confidence", Confidence.toText(entity.confidence()));
            data("node-evidence", CanonicalJson.evidence(entity.evidence()));
            xml.writeEndElement();
            line();
        } catch (XMLStreamException e) {
            throw failure(e);
        }
    }

    @Override
    public void relationship(Relationship relationship) throws IOException {
        try {
            xml.writeStartElement("edge");
            xml.writeAttribute("id", relationship.id());
            xml.writeAttribute("source", relationship.source());
            xml.writeAttribute("target", relationship.target());
            data("edge-type", relationship.type());
            if (relationship.wikidata() != null) {
                data("edge-wikidata", relationship.wikidata());
            }
            data("edge-documents", Integer.toString(relationship.documents()));
            data("edge-confidence", Confidence.toText(relationship.confidence()));
            data("edge-evidence", CanonicalJson.evidence(relationship.evidence()));
            xml.writeEndElement();
            line();
        } catch (XMLStreamException e) {
            throw failure(e);
        }
    }

    /** An edge of type {@code same as}. */
    @Override
    public void link(EntityLink link) throws IOException {
        try {
            xml.writeStartElement("edge");
            xml.writeAttribute("id", link.id());
            xml.writeAttribute("source", link.entity());
            xml.writeAttribute("target", link.target());
            data("edge-type", "same as");
            data("edge-confidence", Confidence.toText(link.confidence()));
            data("edge-rule", link.rule().name().toLowerCase(Locale.ROOT));
            data("edge-via", link.via());
            xml.writeEndElement();
            line();
        } catch (XMLStreamException e) {
            throw failure(e);
        }
    }

    private void data(String key, String value) throws XMLStreamException {
        xml.writeStartElement("data");
        xml.writeAttribute("key", key);
        String text = allowed(value);
        int from = 0;
        // A parser reads a carriage return as a line feed, unless it is written by its number.
        for (int at = text.indexOf('\r'); at >= 0; at = text.indexOf('\r', from)) {
            xml.writeCharacters(text.substring(from, at));
            xml.writeEntityRef("#13");
            from = at + 1;
        }
        xml.writeCharacters(text.substring(from));
        xml.writeEndElement();
    }

    /** XML 1.0 has no way to write most control characters, nor halves of pairs: U+FFFD takes their place. */
    private static String allowed(String text) {
        StringBuilder clean = null;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            boolean legal = isLegal(c);
            if (!legal && clean == null) {
                clean = new StringBuilder(text.length()).append(text, 0, i);
            }
            if (clean != null) {
                clean.appendCodePoint(legal ? c : 0xFFFD);
            }
            i += Character.charCount(c);
        }
        return clean == null ? text : clean.toString();
    }

    /** The production {@code Char} of XML 1.0. */
    private static boolean isLegal(int c) {
        return c == '\t'
                || c == '\n'
                || c == '\r'
                || c >= 0x20 && c < 0xD800
                || c >= 0xE000 && c != 0xFFFE && c != 0xFFFF;
    }

    private void line() throws XMLStreamException {
        xml.writeCharacters("\n");
    }

    @Override
    public void complete() throws IOException {
        try {
            xml.writeEndElement();
            line();
            xml.writeEndElement();
            line();
            xml.writeEndDocument();
            xml.flush();
        } catch (XMLStreamException e) {
            throw failure(e);
        }
    }

    private static IOException failure(XMLStreamException e) {
        return e.getNestedException() instanceof IOException cause ? cause : new IOException(e.getMessage(), e);
    }
}
