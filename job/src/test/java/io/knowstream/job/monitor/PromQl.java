package io.knowstream.job.monitor;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an expression of Prometheus' query language asks for. Prometheus itself judges its syntax; this finds the names in it.
 *
 * @param selectors each series that is selected
 * @param labels by which it groups or joins
 */
record PromQl(List<Selector> selectors, Set<String> labels) {

    private static final String STRING = "\"(?:[^\"\\\\]|\\\\.)*\"|'(?:[^'\\\\]|\\\\.)*'";
    private static final Pattern LABELS =
            Pattern.compile("\\b(?:by|without|on|ignoring|group_left|group_right)\\s*\\(([^)]*)\\)");
    private static final Pattern NAME = Pattern.compile(
            "(?<![\\w:.$\"'])([a-zA-Z_:][\\w:]*)\\s*(\\{(?:" + STRING + "|[^}\"'])*\\})?\\s*(\\(?)|" + STRING);
    private static final Set<String> WORDS = Set.of("and", "or", "unless", "bool", "offset", "inf", "nan");

    /** Series by their name and, in braces, their labels. */
    record Selector(String name, String matchers) {
        @Override
        public String toString() {
            return name + matchers;
        }
    }

    static PromQl of(String expression) {
        Set<String> labels = new TreeSet<>();
        Matcher grouping = LABELS.matcher(expression);
        while (grouping.find()) {
            for (String label : grouping.group(1).split(",")) {
                labels.add(label.strip());
            }
        }
        List<Selector> selectors = new ArrayList<>();
        Matcher name = NAME.matcher(grouping.replaceAll(" "));
        while (name.find()) {
            boolean called = name.group(1) == null || !name.group(3).isEmpty();
            if (!called && !WORDS.contains(name.group(1))) {
                selectors.add(new Selector(name.group(1), name.group(2) == null ? "" : name.group(2)));
            }
        }
        return new PromQl(selectors, labels);
    }
}
