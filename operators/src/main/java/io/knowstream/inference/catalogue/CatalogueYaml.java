package io.knowstream.inference.catalogue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code conf/models.yaml} and files like it, which explains the form. */
final class CatalogueYaml {

    private static final ObjectMapper YAML = new ObjectMapper(YAMLFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build());
    private static final Set<String> FIELDS = Set.of(
            "built-in",
            "kind",
            "task",
            "prompt",
            "repository",
            "onnx-repository",
            "revision",
            "directory",
            "parameters",
            "guide-memory",
            "quantizations",
            "speed",
            "quality",
            "best-for");
    private static final Pattern QUANTITY = Pattern.compile("(\\d{1,15}(?:\\.\\d{1,6})?) ?([kKMGB]?)B?");

    private final Map<String, ObjectNode> models = new LinkedHashMap<>();

    /**
     * Lays models over those that were read before: of a model that there is, the fields that are given.
     *
     * @param source names the text in errors
     * @param ships whether its models may be built-in ones
     * @throws IllegalArgumentException if the text cannot be used
     */
    CatalogueYaml add(String text, String source, boolean ships) {
        JsonNode root;
        try {
            root = YAML.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    source + " is no valid YAML at line " + e.getLocation().getLineNr() + ": " + e.getOriginalMessage(),
                    e);
        }
        if (root == null || root.isMissingNode() || root.isNull()) {
            return this;
        }
        JsonNode all = root.path("models");
        if (!all.isObject() || root.size() != 1) {
            throw new IllegalArgumentException(source + " must hold 'models:' and below it models by their names");
        }
        for (Map.Entry<String, JsonNode> model : all.properties()) {
            lay(model.getKey(), model.getValue(), source, ships);
        }
        return this;
    }

    private void lay(String name, JsonNode fields, String source, boolean ships) {
        ModelCard.requireName(name);
        if (!fields.isObject()) {
            throw new IllegalArgumentException(
                    "model " + name + " (" + source + ") must have fields (got " + fields + ")");
        }
        fields.fieldNames().forEachRemaining(field -> {
            if (!FIELDS.contains(field) || !ships && field.equals("built-in")) {
                throw new IllegalArgumentException(
                        "model " + name + " (" + source + ") has no field " + ModelPath.shown(field));
            }
        });
        ObjectNode known = models.computeIfAbsent(name, n -> YAML.createObjectNode());
        known.setAll((ObjectNode) fields);
        if (!ships && fields.has("directory")) {
            // A built-in model that has files of its own is one of the user's.
            known.remove("built-in");
        }
    }

    /** The cards of all models, in the order of their first mention. */
    List<ModelCard> cards() {
        List<ModelCard> cards = new ArrayList<>();
        models.forEach((name, fields) -> cards.add(card(name, fields)));
        return cards;
    }

    private static ModelCard card(String name, ObjectNode fields) {
        String model = "model " + name + ": ";
        String kind = text(fields, "kind", null);
        String task = text(fields, "task", null);
        String prompt = text(fields, "prompt", null);
        String speed = text(fields, "speed", ModelSpeed.MEDIUM.text());
        String quality = text(fields, "quality", ModelQuality.GOOD.text());
        return new ModelCard(
                name,
                fields.path("built-in").asBoolean(),
                NamedValue.parse(ModelKind.class, kind, model + "kind"),
                task == null ? null : NamedValue.parse(ModelTask.class, task, model + "task"),
                prompt == null ? null : NamedValue.parse(PromptStyle.class, prompt, model + "prompt"),
                text(fields, "repository", null),
                text(fields, "onnx-repository", null),
                text(fields, "revision", "main"),
                text(fields, "directory", null),
                quantity(text(fields, "parameters", "0"), model + "parameters"),
                quantity(text(fields, "guide-memory", "0"), model + "guide-memory"),
                quantizations(fields.path("quantizations"), model),
                NamedValue.parse(ModelSpeed.class, speed, model + "speed"),
                NamedValue.parse(ModelQuality.class, quality, model + "quality"),
                text(fields, "best-for", ""));
    }

    private static List<Quantization> quantizations(JsonNode node, String model) {
        List<Quantization> quantizations = new ArrayList<>();
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            String where = model + "quantization " + entry.getKey();
            quantizations.add(new Quantization(
                    entry.getKey(),
                    text(entry.getValue(), "file", null),
                    quantity(text(entry.getValue(), "memory", "0"), where + ": memory")));
        }
        return quantizations;
    }

    private static String text(JsonNode fields, String field, String otherwise) {
        JsonNode node = fields.path(field);
        return node.isMissingNode() || node.isNull() ? otherwise : node.asText();
    }

    /** A number with a decimal unit: {@code 135M}, {@code 1.7B}, {@code 300 MB}. */
    static long quantity(String text, String where) {
        Matcher matcher = QUANTITY.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(where + " must be a number such as 135M, 1.7B, 300 MB or 2.5 GB (got "
                    + ModelPath.shown(text) + ")");
        }
        int exponent =
                switch (matcher.group(2)) {
                    case "k", "K" -> 3;
                    case "M" -> 6;
                    case "G" -> 9;
                        // 1.7B weights; "200 B" of memory has no use.
                    case "B" -> 9;
                    default -> 0;
                };
        return new BigDecimal(matcher.group(1)).scaleByPowerOfTen(exponent).longValue();
    }
}
