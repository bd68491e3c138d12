package io.knowstream.job.monitor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An expression that users are given, with the place where it is. */
record Monitored(String place, String expression) {

    static final Path DASHBOARD =
            Path.of("../conf/grafana/knowstream.json").toAbsolutePath().normalize();
    private static final Pattern LABEL_VALUES = Pattern.compile("label_values\\((.*), *(\\w+)\\)");

    /** All rules of Prometheus, recording and alerting. */
    static List<JsonNode> rules() throws IOException {
        List<JsonNode> rules = new ArrayList<>();
        for (JsonNode group : new ObjectMapper(new YAMLFactory())
                .readTree(TestingPrometheus.CONF.resolve("alerts.yml").toFile())
                .get("groups")) {
            group.get("rules").forEach(rules::add);
        }
        return rules;
    }

    static JsonNode dashboard() throws IOException {
        return new ObjectMapper().readTree(DASHBOARD.toFile());
    }

    /** Every expression of rules and dashboard, as Prometheus gets it: with all jobs and all task managers chosen. */
    static List<Monitored> all() throws IOException {
        List<Monitored> all = new ArrayList<>();
        for (JsonNode rule : rules()) {
            String name = rule.has("record")
                    ? rule.get("record").textValue()
                    : rule.get("alert").textValue();
            all.add(new Monitored(name, rule.get("expr").textValue()));
        }
        JsonNode dashboard = dashboard();
        for (JsonNode variable : dashboard.at("/templating/list")) {
            Matcher values = LABEL_VALUES.matcher(variable.at("/query/query").asText());
            if (values.matches()) {
                all.add(new Monitored(
                        "variable " + variable.get("name").textValue(),
                        chosen("count by (" + values.group(2) + ") (" + values.group(1) + ")")));
            }
        }
        for (JsonNode panel : dashboard.get("panels")) {
            for (JsonNode target : panel.path("targets")) {
                all.add(new Monitored(
                        "panel " + panel.get("title").textValue(),
                        chosen(target.get("expr").textValue())));
            }
        }
        return all;
    }

    private static String chosen(String expression) {
        return expression
                .replace("$__rate_interval", "1m")
                .replace("$job", ".*")
                .replace("$tm", ".*");
    }
}
