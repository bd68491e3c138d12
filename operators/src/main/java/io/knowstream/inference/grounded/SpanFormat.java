package io.knowstream.inference.grounded;

import io.knowstream.inference.decoder.ModelTokenizer;
import java.util.List;

/**
 * How a list of names is written: a cue and a name, each on a line, and a line for its type where it has one.
 *
 * <pre>
 * Name: Marie Curie
 * Type: Person
 * Name: (none)
 * </pre>
 *
 * <p>Most of it is forced and costs no step of a model: of the ten tokens above that make an item, a model chooses where
 * the name begins, whether it goes on after a word, and the type. A pattern of {@code key: value} lines is what small
 * models have read most of. What ends a list begins with a bracket, which no word does, so that the choice is one token.
 *
 * @param firstCue before the first name
 * @param nextCue before all others
 * @param none in the place of a name: the end of the list
 * @param after behind a name; its first token is what ends a name
 * @param types the types' labels with their line's end, by their place in the schema; null where names have no type
 * @param numberType the place of the type that is guessed for a name with a number; -1 where there is none
 * @param inOrder whether each name stands behind the one before it in the text
 * @param firstRequired whether there must be a first name where one is possible
 * @param maxWords of a name
 * @param maxTokens of a name
 */
record SpanFormat(
        int[] firstCue,
        int[] nextCue,
        int[] none,
        int[] after,
        Alternatives types,
        int numberType,
        boolean inOrder,
        boolean firstRequired,
        int maxWords,
        int maxTokens) {

    static final String NONE = " (none)";

    private static final int NAME_WORDS = 12;
    private static final int TERM_WORDS = 5;

    /** Names in text order, with types. */
    static SpanFormat entities(Schema schema, ModelTokenizer tokenizer, int maxTokens) {
        int[] cue = tokenizer.encode("Name:").ids();
        List<int[]> labels = schema.types().stream()
                .map(type -> line(tokenizer, " " + type.label()))
                .toList();
        return new SpanFormat(
                cue,
                cue,
                line(tokenizer, NONE),
                tokenizer.encode("\nType:").ids(),
                Alternatives.of(labels),
                schema.indexOf("TimeExpression"),
                true,
                false,
                NAME_WORDS,
                maxTokens);
    }

    /** A topic and terms, in the order that a model gives them. */
    static SpanFormat keyTerms(ModelTokenizer tokenizer, int maxTokens) {
        return new SpanFormat(
                tokenizer.encode("Topic:").ids(),
                tokenizer.encode("Term:").ids(),
                line(tokenizer, NONE),
                tokenizer.encode("\n").ids(),
                null,
                -1,
                false,
                true,
                TERM_WORDS,
                maxTokens);
    }

    /** A piece of a line and the line's end. */
    static int[] line(ModelTokenizer tokenizer, String text) {
        return new TokenBuffer()
                .add(tokenizer.encode(text).ids())
                .add(tokenizer.encode("\n").ids())
                .toArray();
    }
}
