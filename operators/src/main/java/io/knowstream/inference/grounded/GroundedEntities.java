package io.knowstream.inference.grounded;

import io.knowstream.inference.decoder.Grammar;
import io.knowstream.inference.decoder.ModelTokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Lets a language model name the entities of a text: names are spans of the text that begin and end with a word, types
 * are those of a schema. Thread-safe.
 *
 * <p>A text of more tokens than a window is read in windows that overlap by as much as the longest name that can be
 * named, each by a task of its own; {@link #merge} puts their results together.
 */
public final class GroundedEntities {

    /** What changes with the prompts and grammars of this package: a part of all fingerprints. */
    static final String FORMAT = "1";

    /** The fewest tokens that a window may have. */
    public static final int MIN_WINDOW = 64;

    static final int MAX_NAME_TOKENS = 64;

    private final Schema schema;
    private final ModelTokenizer tokenizer;
    private final int maxWindowTokens;
    private final Prompts prompts;
    private final SpanFormat format;

    /** A name and its type's name in an example. */
    private record Named(String name, String type) {}

    /**
     * Makes the tasks of one model.
     *
     * @param maxWindowTokens the most tokens of a text that one prompt holds, at least {@link #MIN_WINDOW}
     * @throws IllegalArgumentException if the window is too small, or the model lacks the tokens of the style
     */
    public GroundedEntities(Schema schema, ModelTokenizer tokenizer, PromptStyle style, int maxWindowTokens) {
        this.schema = schema;
        this.tokenizer = tokenizer;
        this.maxWindowTokens = requireWindow(maxWindowTokens);
        this.format = SpanFormat.entities(schema, tokenizer, overlap(maxWindowTokens));
        this.prompts = new Prompts(tokenizer, style, instruction(schema), examples(schema));
    }

    /** The fewest tokens that windows share, and the most of a name: a name is always whole in one of them. */
    static int overlap(int maxWindowTokens) {
        return Math.min(MAX_NAME_TOKENS, maxWindowTokens / 4);
    }

    static int requireWindow(int maxWindowTokens) {
        if (maxWindowTokens < MIN_WINDOW) {
            throw new IllegalArgumentException(
                    "a window must have at least " + MIN_WINDOW + " tokens (got " + maxWindowTokens + ")");
        }
        return maxWindowTokens;
    }

    private static String instruction(Schema schema) {
        return "List the names in each text, in their order, and the type of each: "
                + schema.types().stream().map(Schema.EntityType::label).collect(Collectors.joining(", ")) + ".";
    }

    private static List<Prompts.Example> examples(Schema schema) {
        return List.of(
                example(
                        schema,
                        "In May 1998 the engineer Ada Brandt of Norsk Zink won the Coal Prize in Oslo for a cable of 40 km.",
                        new Named("May 1998", "TimeExpression"),
                        new Named("Ada Brandt", "Person"),
                        new Named("Norsk Zink", "Organization"),
                        new Named("Coal Prize", "Miscellaneous"),
                        new Named("Oslo", "Location"),
                        new Named("40 km", "Measurement")),
                example(
                        schema,
                        "Many Danes saw The Grey Harbour on a Fonolux 3 at the Winter Fair.",
                        new Named("Danes", "Group"),
                        new Named("The Grey Harbour", "Work"),
                        new Named("Fonolux 3", "Product"),
                        new Named("Winter Fair", "Event")));
    }

    private static Prompts.Example example(Schema schema, String text, Named... names) {
        StringBuilder answer = new StringBuilder();
        for (Named named : names) {
            int type = schema.indexOf(named.type);
            if (type >= 0) {
                answer.append("Name: ").append(named.name).append("\nType: ");
                answer.append(schema.types().get(type).label()).append('\n');
            }
        }
        return new Prompts.Example("Text: " + text, answer + "Name:" + SpanFormat.NONE + "\n");
    }

    /** Hash of a model and of all that this package's prompts and grammars depend on. */
    public static String fingerprint(String model, Schema schema, int maxWindowTokens) {
        return Schema.hash(String.join("\n", "grounded", FORMAT, model, schema.fingerprint(), "" + maxWindowTokens));
    }

    /**
     * The tasks that read a text, in text order; at least one.
     *
     * @param context null where nothing is known of the document
     */
    public List<GroundedTask<List<NamedSpan>>> tasks(String text, TextContext context) {
        TextTokens tokens = new TextTokens(CleanText.of(text), tokenizer);
        List<GroundedTask<List<NamedSpan>>> tasks = new ArrayList<>();
        for (TextWindow window : TextWindow.of(tokens, maxWindowTokens, overlap(maxWindowTokens))) {
            int[] ids = Arrays.copyOfRange(tokens.ids(), window.tokenFrom(), window.tokenTo());
            Spans spans = new Spans(tokens, window, format.maxWords(), format.maxTokens());
            int[] rest = prompts.rest(context, ids, Grammar.NONE);
            SpanListGrammar grammar = new SpanListGrammar(format, spans, maxNames(spans.size()));
            tasks.add(new Sequence<>(
                    prompts.shared(), rest, grammar, () -> Mentions.of(grammar.items(), spans, schema), 0));
        }
        return tasks;
    }

    /** The most names of a window of so many words: twice what texts full of names have, for a text of some length. */
    static int maxNames(int words) {
        return Math.min(words, 8 + words / 4);
    }

    /**
     * The mentions of a text from those of its windows: none overlap, the longest stay, of those the earlier, of one span
     * the more confident.
     *
     * @return in text order
     */
    public static List<NamedSpan> merge(List<List<NamedSpan>> results) {
        return Mentions.resolve(results.stream().flatMap(List::stream).toList());
    }
}
