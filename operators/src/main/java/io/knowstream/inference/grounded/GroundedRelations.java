package io.knowstream.inference.grounded;

import io.knowstream.inference.decoder.ModelTokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Lets a language model say how the entities of a text are related: subjects and objects are among the entities given,
 * predicates are those that a schema allows between their types. Thread-safe.
 *
 * <p>An entity is written by its first mention in a window; entities of one name are one, the first of them. Of a text of
 * more tokens than a window, each window is asked about the entities that it mentions; {@link #merge} puts the results
 * together.
 */
public final class GroundedRelations {

    /** The most entities that one window is asked about: those mentioned most often, of equals the earlier. */
    public static final int MAX_ENTITIES = 40;

    /** How many predicates the instruction names; the grammar has all. */
    private static final int NAMED_PREDICATES = 12;

    private static final Comparator<GroundedRelation> ORDER = Comparator.comparingInt(GroundedRelation::subject)
            .thenComparingInt(GroundedRelation::object)
            .thenComparing(GroundedRelation::predicate);

    private final Schema schema;
    private final ModelTokenizer tokenizer;
    private final int maxWindowTokens;
    private final int maxTokens;
    private final Prompts prompts;
    private final RelationFormat format;

    /** An entity of a window: its place among those given, its name after a space, and how often it is mentioned. */
    private record Named(int entity, String name, long type, int mentions) {}

    /** A relation in an example. */
    private record Stated(String subject, String predicate, String object) {}

    /**
     * Makes the tasks of one model.
     *
     * @param maxWindowTokens the most tokens of a text that one prompt holds, at least {@link GroundedEntities#MIN_WINDOW}
     * @param maxTokens the most tokens of a prompt and what the model says together: a list ends before it has more
     * @throws IllegalArgumentException if the window is too small, the schema has no predicate, or the model lacks the
     *     tokens of the style
     */
    public GroundedRelations(
            Schema schema, ModelTokenizer tokenizer, PromptStyle style, int maxWindowTokens, int maxTokens) {
        if (schema.predicates().isEmpty()) {
            throw new IllegalArgumentException("a schema must have a predicate for relations to be found (got none)");
        }
        this.schema = schema;
        this.tokenizer = tokenizer;
        this.maxWindowTokens = GroundedEntities.requireWindow(maxWindowTokens);
        this.maxTokens = maxTokens;
        this.format = RelationFormat.of(schema, tokenizer);
        this.prompts = new Prompts(tokenizer, style, instruction(schema), examples(schema));
    }

    private static String instruction(Schema schema) {
        return "Say how the names of each text are related, by relations such as "
                + schema.predicates().stream()
                        .limit(NAMED_PREDICATES)
                        .map(Schema.Predicate::label)
                        .collect(Collectors.joining(", "))
                + ".";
    }

    private static List<Prompts.Example> examples(Schema schema) {
        return List.of(
                example(
                        schema,
                        "Ada Brandt, born in Oslo in 1961, works for Norsk Zink, a Norwegian company in Bergen.",
                        "Ada Brandt; Oslo; 1961; Norsk Zink; Norwegian; Bergen",
                        new Stated("Ada Brandt", "place of birth", "Oslo"),
                        new Stated("Ada Brandt", "P569", "1961"),
                        new Stated("Ada Brandt", "employer", "Norsk Zink"),
                        new Stated("Norsk Zink", "headquarters location", "Bergen")),
                example(
                        schema,
                        "The Grey Harbour, a novel by Jon Moe, is read in Denmark.",
                        "The Grey Harbour; Jon Moe; Denmark",
                        new Stated("The Grey Harbour", "author", "Jon Moe")));
    }

    private static Prompts.Example example(Schema schema, String text, String names, Stated... relations) {
        Map<String, String> labels = new HashMap<>();
        schema.predicates().forEach(predicate -> labels.put(predicate.name(), predicate.label()));
        StringBuilder answer = new StringBuilder();
        for (Stated stated : relations) {
            if (labels.containsKey(stated.predicate)) {
                answer.append("Subject: ").append(stated.subject);
                answer.append("\nRelation: ").append(labels.get(stated.predicate));
                answer.append("\nObject: ").append(stated.object).append('\n');
            }
        }
        return new Prompts.Example("Text: " + text + "\nNames: " + names, answer + "Subject:" + SpanFormat.NONE + "\n");
    }

    /**
     * The tasks that read a text, in text order; none where it has no two entities that a predicate could join.
     *
     * @param context null where nothing is known of the document
     * @param entities in the order of their first mentions, which lie within the text (code points)
     */
    public List<GroundedTask<List<GroundedRelation>>> tasks(
            String text, TextContext context, List<EntityMentions> entities) {
        TextTokens tokens = new TextTokens(CleanText.of(text), tokenizer);
        List<GroundedTask<List<GroundedRelation>>> tasks = new ArrayList<>();
        for (TextWindow window : TextWindow.of(tokens, maxWindowTokens, GroundedEntities.overlap(maxWindowTokens))) {
            List<Named> all = named(tokens, window, entities);
            List<Named> named = mostMentioned(all);
            int[] rest = prompts.rest(context, ids(tokens, window), names(named));
            RelationGrammar grammar = grammar(named, maxTokens - prompts.shared().length - rest.length);
            // Where the prompt leaves no room for a relation the task stays, so that it shows as cut or too long.
            if (grammar.allowed().length > 0 || grammar.isCut()) {
                tasks.add(new Sequence<>(
                        prompts.shared(), rest, grammar, () -> relations(grammar, named), all.size() - named.size()));
            }
        }
        return tasks;
    }

    private static int[] ids(TextTokens tokens, TextWindow window) {
        return Arrays.copyOfRange(tokens.ids(), window.tokenFrom(), window.tokenTo());
    }

    /** The entities that a window mentions whole, in the order given, one of each name. */
    private List<Named> named(TextTokens tokens, TextWindow window, List<EntityMentions> entities) {
        CleanText text = tokens.text();
        int from = window.tokenFrom() == 0 ? 0 : tokens.start(window.tokenFrom());
        int to = window.tokenTo() == tokens.size() ? text.length() : tokens.start(window.tokenTo());
        Map<String, Named> byName = new HashMap<>();
        List<String> order = new ArrayList<>();
        for (int entity = 0; entity < entities.size(); entity++) {
            String name = "";
            int mentions = 0;
            for (NamedSpan mention : entities.get(entity).mentions()) {
                int start = text.fromSource(mention.start());
                int end = text.fromSource(mention.end());
                if (start >= from && end <= to && start < end) {
                    name = name.isEmpty() ? Prompts.oneLine(text.slice(start, end)) : name;
                    mentions++;
                }
            }
            if (!name.isEmpty()) {
                long type = schema.bit(entities.get(entity).type());
                if (byName.putIfAbsent(name, new Named(entity, name, type, mentions)) == null) {
                    order.add(name);
                }
            }
        }
        return order.stream().map(byName::get).toList();
    }

    /** Those that a window is asked about, in the order given. */
    private static List<Named> mostMentioned(List<Named> all) {
        return all.stream()
                .sorted(Comparator.comparingInt((Named n) -> -n.mentions).thenComparingInt(Named::entity))
                .limit(MAX_ENTITIES)
                .sorted(Comparator.comparingInt(Named::entity))
                .toList();
    }

    private RelationGrammar grammar(List<Named> named, int room) {
        List<int[]> sequences = new ArrayList<>();
        named.forEach(entity -> sequences.add(SpanFormat.line(tokenizer, entity.name)));
        sequences.add(format.none());
        long[] types = named.stream().mapToLong(Named::type).toArray();
        Alternatives names = Alternatives.of(sequences);
        int most = Math.min(maxRelations(types.length), RelationGrammar.fitting(format, names, room));
        return new RelationGrammar(format, schema, names, types, most);
    }

    /** The most relations between so many entities: two for each, as many as texts full of relations have. */
    static int maxRelations(int entities) {
        return 2 * entities;
    }

    private int[] names(List<Named> named) {
        String names = named.stream().map(Named::name).collect(Collectors.joining(";"));
        return tokenizer.encode("\nNames:" + names).ids();
    }

    private List<GroundedRelation> relations(RelationGrammar grammar, List<Named> named) {
        return grammar.items().stream()
                .map(item -> {
                    Schema.Predicate predicate = schema.predicates().get(item.predicate());
                    return new GroundedRelation(
                            named.get(item.subject()).entity,
                            named.get(item.object()).entity,
                            predicate.name(),
                            predicate.wikidata(),
                            item.confidence());
                })
                .toList();
    }

    /**
     * The relations of a text from those of its windows: where windows agree on one, the most confident counts.
     *
     * @return ordered by subject, object and predicate
     */
    public static List<GroundedRelation> merge(List<List<GroundedRelation>> results) {
        TreeMap<GroundedRelation, GroundedRelation> merged = new TreeMap<>(ORDER);
        for (List<GroundedRelation> result : results) {
            for (GroundedRelation relation : result) {
                merged.merge(relation, relation, (one, other) -> one.confidence() >= other.confidence() ? one : other);
            }
        }
        return List.copyOf(merged.values());
    }
}
