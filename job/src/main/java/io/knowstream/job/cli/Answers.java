package io.knowstream.job.cli;

import io.knowstream.graph.Confidence;
import io.knowstream.graph.Entity;
import io.knowstream.graph.EntityLink;
import io.knowstream.graph.Evidence;
import io.knowstream.graph.Relationship;
import io.knowstream.index.GraphPath;
import io.knowstream.index.NamedRelationship;
import io.knowstream.index.SemanticHit;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Prints what the graph answers, for people. */
final class Answers {

    private static final int EVIDENCE_SHOWN = 3;
    private static final int ALIASES_SHOWN = 5;
    private static final int ENTITIES_SHOWN = 8;
    private static final int TEXT_SHOWN = 160;

    private final PrintStream out;

    Answers(PrintStream out) {
        this.out = out;
    }

    void entity(EntityAnswer answer) {
        Entity entity = answer.entity();
        print(
                "%s (%s)  %d documents, %d mentions, confidence %s",
                entity.nameWithSense(),
                entity.type(),
                entity.documents(),
                entity.mentions(),
                confidence(entity.confidence()));
        if (!entity.aliases().isEmpty()) {
            print("    also: %s", shortened(entity.aliases(), ALIASES_SHOWN));
        }
        List<String> others = answer.cluster().members().stream()
                .filter(member -> !member.id().equals(entity.id()))
                .map(Entity::nameWithSense)
                .toList();
        if (!others.isEmpty()) {
            print("    same as: %s", shortened(others, ENTITIES_SHOWN));
        }
        print("    in: %s", evidence(entity.evidence()));
        print("    id: %s", entity.id());
    }

    /** The same, and why each name of the cluster is the same entity. */
    void explained(EntityAnswer answer) {
        entity(answer);
        Map<String, String> names = new HashMap<>();
        answer.cluster().members().forEach(member -> names.put(member.id(), member.nameWithSense()));
        for (EntityLink link : answer.cluster().links()) {
            print(
                    "    %s is %s: %s (%s), confidence %s",
                    names.getOrDefault(link.entity(), link.entity()),
                    names.getOrDefault(link.target(), link.target()),
                    link.rule().reason(),
                    link.via(),
                    confidence(link.confidence()));
        }
        if (answer.cluster().links().isEmpty()) {
            print("    no other name is the same entity");
        }
    }

    void relationship(NamedRelationship named) {
        Relationship relationship = named.relationship();
        print(
                "%s  %s  %s  %s",
                step(named),
                confidence(relationship.confidence()),
                relationship.wikidata() == null ? "" : relationship.wikidata(),
                evidence(relationship.evidence()));
    }

    void path(GraphPath path) {
        print(
                "%s  confidence %s",
                path.entities().stream().map(Entity::nameWithSense).collect(Collectors.joining(" ~ ")),
                confidence(Confidence.of(path.confidence())));
        for (NamedRelationship step : path.relationships()) {
            print("    %s", step(step));
        }
    }

    void hit(SemanticHit hit) {
        String text = hit.chunk().text().replaceAll("\\s+", " ").strip();
        print(
                "%s %d-%d%s",
                hit.chunk().documentId(),
                hit.chunk().start(),
                hit.chunk().end(),
                hit.chunk().title() == null ? "" : "  " + hit.chunk().title());
        print("    %s", text.length() <= TEXT_SHOWN ? text : text.substring(0, TEXT_SHOWN) + "...");
        if (!hit.entities().isEmpty()) {
            print(
                    "    names %s",
                    shortened(
                            hit.entities().stream()
                                    .map(Entity::nameWithSense)
                                    .distinct()
                                    .toList(),
                            ENTITIES_SHOWN));
        }
    }

    void nothing() {
        print("nothing found");
    }

    private static String step(NamedRelationship named) {
        return named.sourceName() + " --" + named.relationship().type() + "--> " + named.targetName();
    }

    private static String evidence(List<Evidence> evidence) {
        return shortened(
                evidence.stream()
                        .map(place -> place.documentId() + " " + place.start() + "-" + place.end())
                        .toList(),
                EVIDENCE_SHOWN);
    }

    private static String shortened(List<String> values, int max) {
        String shown = values.stream().limit(max).collect(Collectors.joining(", "));
        return values.size() <= max ? shown : shown + ", ...";
    }

    private static String confidence(int partsPerMillion) {
        return String.format(Locale.ROOT, "%.2f", Confidence.toDouble(partsPerMillion));
    }

    void print(String format, Object... args) {
        out.println(String.format(Locale.ROOT, format, args).stripTrailing());
    }
}
