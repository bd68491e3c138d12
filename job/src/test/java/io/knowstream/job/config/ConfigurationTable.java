package io.knowstream.job.config;

import java.lang.reflect.Method;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.description.HtmlFormatter;

/** The reference in {@code docs/configuration.md}: all of it follows from the keys and the presets. */
final class ConfigurationTable {

    static final Path FILE =
            Path.of("../docs/configuration.md").toAbsolutePath().normalize();

    private ConfigurationTable() {}

    /** The whole file. */
    static String render() throws ReflectiveOperationException {
        StringBuilder out = new StringBuilder(
                """
                # Configuration reference

                Every key of the job, by the first part of its name. A test writes this file from the keys themselves;
                `conf/knowstream.yaml` has the same as a file to start from. Layers go over one another: defaults, preset, file
                (`--config`), command line (`--set key=value`). An unknown key is an error that names the nearest one, and
                `./knowstream diagnose config` prints each key with where its value comes from.

                Sizes take units (`512 kb`, `4 mb`; without one: bytes), durations too (`10 s`, `5 min`, `7 d`). Secrets are referred
                to and not written down: [security](security.md#secrets).
                """);
        Map<String, StringBuilder> sections = new LinkedHashMap<>();
        for (ConfigOption<?> option : KnownKeys.all()) {
            sections.computeIfAbsent(option.key().split("\\.")[0], ConfigurationTable::section)
                    .append("| `")
                    .append(option.key())
                    .append("` | ")
                    .append(type(option))
                    .append(" | ")
                    .append(shown(option))
                    .append(" | ")
                    .append(cell(new HtmlFormatter().format(option.description())))
                    .append(" |\n");
        }
        sections.values().forEach(out::append);
        return out.append(presets()).toString();
    }

    private static StringBuilder section(String name) {
        return new StringBuilder("\n## ")
                .append(name)
                .append("\n\n| key | type | default | what |\n|---|---|---|---|\n");
    }

    private static String shown(ConfigOption<?> option) {
        String text = option.hasDefaultValue() ? ConfigReference.text(option.defaultValue()) : "";
        return text.isEmpty() ? "" : "`" + text + "`";
    }

    /** Flink keeps the type of an option to itself. */
    private static String type(ConfigOption<?> option) throws ReflectiveOperationException {
        Method method = ConfigOption.class.getDeclaredMethod("getClazz");
        method.setAccessible(true);
        Class<?> type = (Class<?>) method.invoke(option);
        if (type.isEnum()) {
            return Arrays.stream(type.getEnumConstants())
                    .map(each -> "`" + each + "`")
                    .collect(Collectors.joining(" or "));
        }
        Map<Class<?>, String> names = Map.of(
                Integer.class, "whole number",
                Long.class, "whole number",
                Double.class, "number",
                Boolean.class, "`true` or `false`",
                Duration.class, "duration",
                MemorySize.class, "size",
                String.class, "text",
                Map.class, "text for each name");
        if (!names.containsKey(type)) {
            throw new IllegalStateException("what is the type of " + option.key() + " called? (" + type + ")");
        }
        return names.get(type);
    }

    private static String presets() {
        Map<String, Map<String, String>> all = new LinkedHashMap<>();
        Preset.NAMES.forEach(name -> all.put(name, Preset.read(name)));
        Set<String> keys = all.values().stream()
                .flatMap(settings -> settings.keySet().stream())
                .collect(Collectors.toCollection(TreeSet::new));
        StringBuilder out = new StringBuilder(
                """

                ## Presets

                What `preset`, or `--preset` on the command line, sets. Everything else keeps its default.

                """);
        row(out, "key", Preset.NAMES);
        row(out, "---", Preset.NAMES.stream().map(name -> "---").toList());
        for (String key : keys) {
            row(
                    out,
                    "`" + key + "`",
                    all.values().stream()
                            .map(each -> cell(each.getOrDefault(key, "")))
                            .toList());
        }
        return out.toString();
    }

    private static void row(StringBuilder out, String first, List<String> others) {
        out.append(Stream.concat(Stream.of(first), others.stream()).collect(Collectors.joining(" | ", "| ", " |\n")));
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replace("<", "&lt;");
    }
}
