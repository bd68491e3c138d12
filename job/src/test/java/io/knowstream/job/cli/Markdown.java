package io.knowstream.job.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A file of the documentation: its headings, links and commands, as a forge shows them. */
final class Markdown {

    private static final Set<String> NOT_OURS = Set.of("target", "node_modules");
    private static final Pattern HEADING = Pattern.compile("#{1,6} +(.*?)#*");
    private static final Pattern LINK =
            Pattern.compile("!?\\[(?:[^\\[\\]]++|!\\[[^\\]]*]\\([^)]*\\))*+]\\(([^()\\s]+)(?: \"[^\"]*\")?\\)");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    private final Path file;
    private final List<String> prose = new ArrayList<>();
    private final List<String> code = new ArrayList<>();

    /** Reads a file. */
    Markdown(Path file) throws IOException {
        this.file = file;
        boolean fenced = false;
        for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
            if (line.strip().startsWith("```")) {
                fenced = !fenced;
            } else {
                (fenced ? code : prose).add(line);
            }
        }
    }

    /** All of the repository. */
    static List<Path> files(Path root) throws IOException {
        List<Path> files = new ArrayList<>();
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                String name = directory.getFileName().toString();
                boolean hidden = name.startsWith(".") && !directory.equals(root);
                return hidden || NOT_OURS.contains(name) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (file.toString().endsWith(".md")) {
                    files.add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        files.sort(null);
        return files;
    }

    /** The names by which links go to its headings: lower case, without punctuation, spaces as hyphens, numbered if twice. */
    Set<String> anchors() {
        Set<String> anchors = new HashSet<>();
        Map<String, Integer> seen = new HashMap<>();
        for (String line : prose) {
            Matcher heading = HEADING.matcher(line);
            if (heading.matches()) {
                String text = heading.group(1).strip().replaceAll("\\[([^\\]]*)]\\([^)]*\\)", "$1");
                String slug = text.toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N}\\p{M}_ -]", "")
                        .replace(' ', '-');
                int before = seen.merge(slug, 1, Integer::sum) - 1;
                anchors.add(before == 0 ? slug : slug + "-" + before);
            }
        }
        return anchors;
    }

    /** Where its links go. */
    List<String> links() {
        List<String> links = new ArrayList<>();
        // Links go on over the ends of lines.
        Matcher link = LINK.matcher(CODE.matcher(String.join("\n", prose)).replaceAll(""));
        while (link.find()) {
            links.add(link.group(1));
        }
        return links;
    }

    /** What stands in its blocks of code, commands that go on over lines as one. */
    List<String> commands() {
        List<String> commands = new ArrayList<>();
        StringBuilder whole = new StringBuilder();
        for (String line : code) {
            if (line.endsWith("\\")) {
                whole.append(line, 0, line.length() - 1);
            } else {
                commands.add(whole.append(line).toString());
                whole.setLength(0);
            }
        }
        return commands;
    }

    /** What stands between backticks in its text. */
    List<String> mentions() {
        List<String> mentions = new ArrayList<>();
        Matcher mention = CODE.matcher(String.join("\n", prose));
        while (mention.find()) {
            mentions.add(mention.group(1).replace('\n', ' '));
        }
        return mentions;
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
