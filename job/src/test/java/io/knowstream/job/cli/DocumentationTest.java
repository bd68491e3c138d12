package io.knowstream.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The documentation says what is there: its links lead somewhere, and its commands are understood. */
class DocumentationTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    /** Commands that hand their arguments to a program which is not ours. */
    private static final List<String> PASSED_ON = List.of("flink");

    private static final CommandLine COMMANDS = commandLine();

    private static List<Path> files;

    @BeforeAll
    static void find() throws IOException {
        files = Markdown.files(ROOT);
        assertThat(files).contains(ROOT.resolve("README.md"), ROOT.resolve("docs/README.md"));
    }

    @Test
    void everyLinkLeadsSomewhere() throws IOException {
        List<String> broken = new ArrayList<>();
        int links = 0;
        for (Path file : files) {
            for (String link : new Markdown(file).links()) {
                links++;
                fault(file, link).ifPresent(fault -> broken.add(ROOT.relativize(file) + ": " + link + " " + fault));
            }
        }
        assertThat(broken).isEmpty();
        assertThat(links).isGreaterThan(30);
    }

    private static Optional<String> fault(Path from, String link) throws IOException {
        if (link.matches("[a-z][a-z0-9+.-]*:.*")) {
            // Whether a site is up is no question for a build.
            return link.startsWith("https://") && URI.create(link).getHost() != null
                    ? Optional.empty()
                    : Optional.of("is no https address");
        }
        String[] parts = link.split("#", 2);
        Path target = parts[0].isEmpty() ? from : from.resolveSibling(parts[0]).normalize();
        if (!target.startsWith(ROOT) || !Files.exists(target)) {
            return Optional.of("is not there");
        }
        // On some machines names differ by case alone, on the forge they do not.
        if (!target.toRealPath().endsWith(ROOT.relativize(target))) {
            return Optional.of("is called " + target.toRealPath());
        }
        return parts.length == 1 || new Markdown(target).anchors().contains(parts[1])
                ? Optional.empty()
                : Optional.of("has no such heading");
    }

    @Test
    void everyPageIsInTheIndex() throws IOException {
        Path docs = ROOT.resolve("docs");
        List<Path> linked = new Markdown(docs.resolve("README.md"))
                .links().stream()
                        .map(link -> docs.resolve(link.split("#")[0]).normalize())
                        .toList();
        assertThat(linked)
                .containsAll(files.stream()
                        .filter(file -> file.startsWith(docs) && !file.endsWith("README.md"))
                        .toList());
    }

    @Test
    void everyCommandIsUnderstood() throws IOException {
        List<String> wrong = new ArrayList<>();
        int commands = 0;
        for (Path file : files) {
            for (String line : new Markdown(file).commands()) {
                for (List<String> words : ShellWords.commands(line)) {
                    if (isOurs(words)) {
                        commands++;
                        fault(words).ifPresent(fault -> wrong.add(ROOT.relativize(file) + ": " + words + ": " + fault));
                    }
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(commands).isGreaterThan(40);
    }

    @Test
    void everyCommandInTheTextIsThereWithItsOptions() throws IOException {
        List<String> wrong = new ArrayList<>();
        int commands = 0;
        for (Path file : files) {
            for (String mention : new Markdown(file).mentions()) {
                List<String> words = List.of(mention.split("\\s+"));
                if (isOurs(words)) {
                    commands++;
                    mentionFault(words)
                            .ifPresent(fault -> wrong.add(ROOT.relativize(file) + ": " + mention + ": " + fault));
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(commands).isGreaterThan(5);
    }

    private static boolean isOurs(List<String> words) {
        return words.size() > 1 && words.get(0).equals("./knowstream");
    }

    /** The real command line, which takes placeholders for numbers, addresses and times. */
    private static CommandLine commandLine() {
        CommandLine commands = KnowstreamCli.commandLine();
        lenient(commands, Integer.class, Integer::valueOf, 1);
        lenient(commands, int.class, Integer::valueOf, 1);
        lenient(commands, Long.class, Long::valueOf, 1L);
        lenient(commands, long.class, Long::valueOf, 1L);
        lenient(commands, Double.class, Double::valueOf, 1.0);
        lenient(commands, double.class, Double::valueOf, 1.0);
        lenient(commands, URI.class, URI::create, URI.create("http://localhost"));
        lenient(commands, Instant.class, Instant::parse, Instant.EPOCH);
        lenient(commands, Duration.class, Duration::parse, Duration.ZERO);
        return commands;
    }

    private static Optional<String> fault(List<String> words) {
        try {
            if (!PASSED_ON.contains(words.get(1))) {
                COMMANDS.parseArgs(words.subList(1, words.size()).toArray(String[]::new));
            } else if (!COMMANDS.getSubcommands().containsKey(words.get(1))) {
                return Optional.of("there is no such command");
            }
            return Optional.empty();
        } catch (CommandLine.ParameterException e) {
            return Optional.of(e.getMessage());
        }
    }

    private static <T> void lenient(CommandLine commands, Class<T> type, Function<String, T> converter, T placeholder) {
        commands.registerConverter(
                type, value -> value.matches("[A-Z_]+|.*\\$.*") ? placeholder : converter.apply(value));
    }

    /** Of a command in the text: that it is there, each part of it, and has the options that are named. */
    private static Optional<String> mentionFault(List<String> words) {
        CommandLine at = COMMANDS;
        for (String word : words.subList(1, words.size())) {
            Map<String, CommandLine> below = at.getSubcommands();
            if (word.matches("--?[A-Za-z].*")) {
                String option = word.startsWith("-D") ? "-D" : word.split("=")[0];
                if (!at.getCommandSpec().optionsMap().containsKey(option)
                        && below.values().stream()
                                .noneMatch(each ->
                                        each.getCommandSpec().optionsMap().containsKey(option))) {
                    return Optional.of(at.getCommandSpec().qualifiedName() + " has no option " + option);
                }
            } else if (below.containsKey(word)) {
                at = below.get(word);
            } else if (word.matches("[a-z-]+") && isCommandPosition(at)) {
                return Optional.of("there is no command " + word);
            }
            if (PASSED_ON.contains(word)) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    /** Whether only a command may stand here: the command itself does nothing. */
    private static boolean isCommandPosition(CommandLine at) {
        return !at.getSubcommands().isEmpty()
                && at.getCommandSpec().positionalParameters().isEmpty();
    }

    @Test
    void findsWhatItIsThereToFind() throws IOException {
        Path file = ROOT.resolve("docs/README.md");
        assertThat(fault(file, "none.md")).contains("is not there");
        assertThat(fault(file, "../../outside.md")).contains("is not there");
        assertThat(fault(file, "../README.md#no-such-heading")).contains("has no such heading");
        assertThat(fault(file, "../README.md#quick-start")).isEmpty();
        assertThat(fault(file, "http://example.com")).contains("is no https address");
        assertThat(commandFault("./knowstream report --no-such-option")).isPresent();
        assertThat(commandFault("./knowstream no-such-command")).isPresent();
        assertThat(commandFault("./knowstream publish"))
                .as("an option that is required")
                .isPresent();
        assertThat(commandFault("./knowstream torture --minutes many")).isPresent();
        assertThat(commandFault("./knowstream torture --minutes N --seed 7")).isEmpty();
        assertThat(mentionFault(List.of("./knowstream", "report", "--nothing"))).isPresent();
        assertThat(mentionFault(List.of("./knowstream", "diagnose", "weather"))).isPresent();
        assertThat(mentionFault(List.of("./knowstream", "diagnose", "memory", "--flink", "URL")))
                .isEmpty();
    }

    private static Optional<String> commandFault(String line) {
        return fault(ShellWords.commands(line).get(0));
    }

    @Test
    void readsLinesAsAShellDoes() {
        assertThat(ShellWords.commands("KEY='a b' ./knowstream query entity \"Marie Curie\" --json | head # names > x"))
                .containsExactly(List.of("./knowstream", "query", "entity", "Marie Curie", "--json"), List.of("head"));
        assertThat(ShellWords.commands("cd x && ./knowstream demo --exit > out 2>&1; ls"))
                .containsExactly(List.of("cd", "x"), List.of("./knowstream", "demo", "--exit"), List.of("ls"));
        assertThat(Stream.of("", "# only a comment").map(ShellWords::commands)).allMatch(List::isEmpty);
        assertThat(ShellWords.commands("until ./knowstream query entity \"Ada\" --index \"$HOME/x\"; do sleep 5; done"))
                .containsExactly(
                        List.of("./knowstream", "query", "entity", "Ada", "--index", "$HOME/x"),
                        List.of("sleep", "5"),
                        List.of("done"));
        assertThat(ShellWords.commands("$ ./knowstream demo"))
                .isEqualTo(Arrays.asList(List.of("./knowstream", "demo")));
    }
}
