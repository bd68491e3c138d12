package io.knowstream.job.diagnose;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What was looked at, and what was found.
 *
 * @param area memory, speed, kafka, state or config
 * @param figures what was looked at, by name, in the order of reading
 * @param findings the most severe first
 */
public record Diagnosis(String area, Map<String, String> figures, List<Finding> findings) {

    private static final ObjectMapper JSON = new ObjectMapper();

    public Diagnosis {
        figures = Collections.unmodifiableMap(new LinkedHashMap<>(figures));
        List<Finding> sorted = new ArrayList<>(findings);
        sorted.sort(Comparator.comparing(Finding::severity).reversed().thenComparing(each -> each.code()
                .id()));
        findings = List.copyOf(sorted);
    }

    /** The same with what was looked at besides. */
    public Diagnosis with(Map<String, String> moreFigures, List<Finding> moreFindings) {
        Map<String, String> allFigures = new LinkedHashMap<>(figures);
        allFigures.putAll(moreFigures);
        List<Finding> allFindings = new ArrayList<>(findings);
        allFindings.addAll(moreFindings);
        return new Diagnosis(area, allFigures, allFindings);
    }

    /** Whether nothing is wrong. */
    public boolean sound() {
        return count(Severity.ERROR) + count(Severity.WARNING) == 0;
    }

    /** For people to read in a terminal. */
    public String text() {
        StringBuilder out = new StringBuilder();
        int width = figures.keySet().stream().mapToInt(String::length).max().orElse(0);
        figures.forEach((name, value) -> out.append(name)
                .append(" ".repeat(width - name.length() + 2))
                .append(value)
                .append('\n'));
        for (Finding finding : findings) {
            out.append('\n')
                    .append(finding.severity())
                    .append(' ')
                    .append(finding.code().id())
                    .append(": ")
                    .append(finding.message())
                    .append(".\n    ")
                    .append(finding.nextStep())
                    .append('\n');
        }
        return out.append('\n').append(conclusion()).append('\n').toString();
    }

    private String conclusion() {
        return sound()
                ? "Nothing is wrong."
                : counted(Severity.ERROR) + ", " + counted(Severity.WARNING) + "; docs/diagnose.md explains them.";
    }

    private String counted(Severity severity) {
        long count = count(severity);
        return count + " " + severity.name().toLowerCase(Locale.ROOT) + (count == 1 ? "" : "s");
    }

    private long count(Severity severity) {
        return findings.stream().filter(each -> each.severity() == severity).count();
    }

    /** For programs. */
    public JsonNode json() {
        ObjectNode json = JSON.createObjectNode().put("area", area).put("sound", sound());
        ObjectNode looked = json.putObject("figures");
        figures.forEach(looked::put);
        ArrayNode found = json.putArray("findings");
        for (Finding finding : findings) {
            found.addObject()
                    .put("severity", finding.severity().name().toLowerCase(Locale.ROOT))
                    .put("code", finding.code().id())
                    .put("message", finding.message())
                    .put("nextStep", finding.nextStep());
        }
        return json;
    }
}
