package io.knowstream.job.cli;

import io.knowstream.index.Direction;
import io.knowstream.index.ReadableGraph;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code query}: what a graph answers. */
@Command(
        name = "query",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "(entity | relationships | path | semantic)",
        description = "Asks the graph that extract or demo left in a directory, or that of a job.")
final class QueryCommand implements Runnable {

    /** Lucene reserves memory for as many answers as are asked for. */
    private static final int MAX_LIMIT = 100_000;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "query needs to know what: entity, relationships, path or semantic");
    }

    /** The options of every query. */
    static final class Arguments {

        @Mixin
        private ReadableGraphArguments graph;

        @Option(
                names = "--limit",
                defaultValue = "10",
                paramLabel = "N",
                description = "How many answers. Default: 10.")
        private int limit;

        @Option(names = "--json", description = "Prints JSON, an object a line.")
        private boolean json;

        @Mixin
        private Verbosity verbosity;

        /** Opens the graph, asks, and prints; 1 where there is no answer. */
        <T> int answer(Question<T> question, Function<T, String> toJson, Function<Answers, Consumer<T>> toText)
                throws IOException {
            if (limit < 1 || limit > MAX_LIMIT) {
                throw new UsageException("--limit must be from 1 to " + MAX_LIMIT + " (got " + limit + ")");
            }
            PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
            Answers text = new Answers(out);
            try (ReadableGraph reader = graph.open()) {
                List<T> found = question.ask(reader, limit);
                if (found.isEmpty() && !json) {
                    text.nothing();
                }
                found.forEach(json ? answer -> out.println(toJson.apply(answer)) : toText.apply(text));
                return found.isEmpty() ? 1 : 0;
            }
        }
    }

    /** What is asked of a graph. */
    @FunctionalInterface
    interface Question<T> {
        /** The answers, the best first. */
        List<T> ask(ReadableGraph reader, int limit) throws IOException;
    }

    @Command(
            name = "entity",
            mixinStandardHelpOptions = true,
            description = {
                "Entities by what one remembers of a name: the very name, some words of it, its beginning, or a word with a"
                        + " typing error, and which other names are the same entity. Exit code 1: none.",
                ""
            })
    int entity(
            @Parameters(paramLabel = "NAME", description = "A name.") String name,
            @Option(names = "--type", paramLabel = "TYPE", description = "Only of this type, e.g. Person.") String type,
            @Option(names = "--explain", description = "Says why names are one entity.") boolean explain,
            @Mixin Arguments arguments)
            throws IOException {
        return arguments.answer(
                (reader, limit) -> Lookup.withClusters(reader, reader.find(name, type, limit)),
                answer -> explain ? JsonAnswers.explained(answer) : JsonAnswers.of(answer.entity()),
                text -> explain ? text::explained : text::entity);
    }

    @Command(
            name = "relationships",
            mixinStandardHelpOptions = true,
            description = {
                "Relationships of an entity under all its names, the most confident first. Exit code 1: none.",
                ""
            })
    int relationships(
            @Parameters(paramLabel = "ENTITY", description = "A name or an id.") String entity,
            @Option(
                            names = "--direction",
                            defaultValue = "BOTH",
                            paramLabel = "DIRECTION",
                            description = "out: those it is the subject of; in: the object; both (the default).")
                    Direction direction,
            @Option(
                            names = "--predicate",
                            paramLabel = "NAME",
                            description = "Only these, by name or Wikidata id, e.g. P19.")
                    String predicate,
            @Mixin Arguments arguments)
            throws IOException {
        return arguments.answer(
                (reader, limit) ->
                        reader.relationships(Lookup.one(reader, entity).id(), direction, predicate, limit),
                JsonAnswers::of,
                text -> text::relationship);
    }

    @Command(
            name = "path",
            mixinStandardHelpOptions = true,
            description = {"The best path between two entities, of up to three relationships. Exit code 1: none.", ""})
    int path(
            @Parameters(paramLabel = "FROM", description = "A name or an id.") String from,
            @Parameters(paramLabel = "TO", description = "A name or an id.") String to,
            @Mixin Arguments arguments)
            throws IOException {
        return arguments.answer(
                (reader, limit) -> reader
                        .path(
                                Lookup.one(reader, from).id(),
                                Lookup.one(reader, to).id())
                        .stream()
                        .toList(),
                JsonAnswers::of,
                text -> text::path);
    }

    @Command(
            name = "semantic",
            mixinStandardHelpOptions = true,
            description = {"Passages by meaning and by words, with the entities in them. Exit code 1: none.", ""})
    int semantic(
            @Parameters(paramLabel = "TEXT", description = "A question or some words.") String text,
            @Mixin Arguments arguments)
            throws IOException {
        return arguments.answer(
                (reader, limit) -> Lookup.semantic(reader, text, limit), JsonAnswers::of, answers -> answers::hit);
    }
}
