package io.knowstream.inference.grounded;

import io.knowstream.inference.decoder.ModelTokenizer;

/**
 * How a list of relations is written: three lines each, and a line that ends the list.
 *
 * <pre>
 * Subject: Marie Curie
 * Relation: place of birth
 * Object: Warsaw
 * Subject: (none)
 * </pre>
 *
 * @param subject the cue of a subject
 * @param relation the cue of a predicate
 * @param object the cue of an object
 * @param none in the place of a subject: the end of the list
 * @param predicates the predicates' labels with their line's end, by their place in the schema
 */
record RelationFormat(int[] subject, int[] relation, int[] object, int[] none, Alternatives predicates) {

    static RelationFormat of(Schema schema, ModelTokenizer tokenizer) {
        return new RelationFormat(
                tokenizer.encode("Subject:").ids(),
                tokenizer.encode("Relation:").ids(),
                tokenizer.encode("Object:").ids(),
                SpanFormat.line(tokenizer, SpanFormat.NONE),
                Alternatives.of(schema.predicates().stream()
                        .map(predicate -> SpanFormat.line(tokenizer, " " + predicate.label()))
                        .toList()));
    }
}
