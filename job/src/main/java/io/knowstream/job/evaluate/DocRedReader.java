package io.knowstream.job.evaluate;

import com.fasterxml.jackson.databind.JsonNode;
import io.knowstream.graph.Span;
import java.util.ArrayList;
import java.util.List;

/**
 * DocRED and Re-DocRED: a JSON array of documents with sentences of tokens, entities with their mentions and, in the latter,
 * relations (Yao et al., ACL 2019; Tan et al., EMNLP 2022).
 */
final class DocRedReader implements GoldReader {

    @Override
    public GoldSet read(GoldFormat format, List<GoldFile> files) {
        List<GoldDocument> documents = new ArrayList<>();
        for (GoldFile file : files) {
            JsonNode all = file.json();
            if (!all.isArray()) {
                throw file.bad(
                        "the whole",
                        "must be a JSON array of documents",
                        all.getNodeType().name());
            }
            for (int i = 0; i < all.size(); i++) {
                documents.add(document(file, all.get(i), "document " + (i + 1)));
            }
        }
        return new GoldSet(format, documents, TypeScheme.DOCRED, PropertyScheme.WIKIDATA, 0);
    }

    private static GoldDocument document(GoldFile file, JsonNode from, String where) {
        TokenText text = new TokenText();
        List<List<Span>> places = new ArrayList<>();
        for (JsonNode sentence : from.path("sents")) {
            List<Span> ofSentence = new ArrayList<>();
            for (JsonNode token : sentence) {
                ofSentence.add(text.add(token.asText()));
            }
            text.endSentence();
            places.add(ofSentence);
        }
        List<GoldMention> mentions = new ArrayList<>();
        JsonNode entities = from.path("vertexSet");
        for (int entity = 0; entity < entities.size(); entity++) {
            for (JsonNode mention : entities.get(entity)) {
                mentions.add(mention(file, mention, places, entity, where + ", entity " + entity));
            }
        }
        List<GoldRelation> relations = new ArrayList<>();
        for (JsonNode label : from.path("labels")) {
            relations.add(new GoldRelation(
                    entity(file, label, "h", entities.size(), where),
                    file.text(label, "r", where),
                    entity(file, label, "t", entities.size(), where)));
        }
        String title = file.text(from, "title", where);
        return new GoldDocument(title, title, text.toString(), mentions, List.of(), relations);
    }

    private static GoldMention mention(
            GoldFile file, JsonNode mention, List<List<Span>> places, int entity, String where) {
        int sentence = file.number(mention, "sent_id", where);
        JsonNode pos = mention.path("pos");
        int first = pos.path(0).asInt(-1);
        int last = pos.path(1).asInt(-1) - 1;
        if (sentence < 0
                || sentence >= places.size()
                || first < 0
                || last < first
                || last >= places.get(sentence).size()) {
            throw file.bad(where, "must have mentions that lie in one of its sentences", mention.toString());
        }
        String label = file.text(mention, "type", where);
        List<String> types = TypeScheme.DOCRED.labels().get(label);
        if (types == null) {
            throw file.bad(where, "must be of type PER, ORG, LOC, TIME, NUM or MISC", label);
        }
        List<Span> tokens = places.get(sentence);
        return new GoldMention(tokens.get(first).start(), tokens.get(last).end(), types, Integer.toString(entity));
    }

    private static String entity(GoldFile file, JsonNode label, String field, int entities, String where) {
        int entity = file.number(label, field, where);
        if (entity < 0 || entity >= entities) {
            throw file.bad(where, "labels must join entities from 0 to " + (entities - 1), label.toString());
        }
        return Integer.toString(entity);
    }
}
