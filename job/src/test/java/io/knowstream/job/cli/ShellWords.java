package io.knowstream.job.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A line of shell as documentation has them: commands, quotes, comments, redirections. Variables stay as they are. */
final class ShellWords {

    /** A comment, what stands between two commands, a redirection with its target, or a word. */
    private static final Pattern TOKEN = Pattern.compile("(?<comment>(?<=^|\\s)#.*)|(?<end>&&|\\|\\|?|;)"
            + "|(?<redirection>\\d?>>?(?:&\\d|\\s*\\S+)|<\\s*\\S+)|(?<word>(?:[^\\s'\";|&<>]|'[^']*'|\"[^\"]*\")+)");

    private static final Pattern ASSIGNMENT = Pattern.compile("[A-Za-z_]\\w*=.*");
    /** What may stand before a command. */
    private static final Set<String> BEFORE = Set.of("$", "!", "if", "then", "while", "until", "do");

    private ShellWords() {}

    /** The commands of a line, word by word, without assignments in front of them. */
    static List<List<String>> commands(String line) {
        List<List<String>> commands = new ArrayList<>();
        List<String> words = new ArrayList<>();
        Matcher token = TOKEN.matcher(line);
        while (token.find()) {
            if (token.group("end") != null) {
                add(commands, words);
                words = new ArrayList<>();
            } else if (token.group("word") != null) {
                boolean before = words.isEmpty()
                        && (ASSIGNMENT.matcher(token.group()).matches() || BEFORE.contains(token.group()));
                if (!before) {
                    words.add(token.group().replaceAll("'([^']*)'|\"([^\"]*)\"", "$1$2"));
                }
            }
        }
        add(commands, words);
        return commands;
    }

    private static void add(List<List<String>> commands, List<String> words) {
        if (!words.isEmpty()) {
            commands.add(words);
        }
    }
}
