package io.knowstream.job.config;

import java.time.Duration;
import java.util.Map;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.description.HtmlFormatter;
import org.apache.flink.util.TimeUtils;

/** Writes the reference of all keys, which is {@code conf/knowstream.yaml}. */
final class ConfigReference {

    private static final int WIDTH = 118;

    private static final String HEAD =
            """
            # Every key of the job with its default. A line that is set here goes over the preset; what the command line
            # sets (--set key=value, -Dkey=value) goes over both. Sizes take units (512 kb, 4 mb; without one: bytes),
            # durations too (10 s, 5 min, 7 d).
            """;

    private ConfigReference() {}

    static String render() {
        StringBuilder out = new StringBuilder(HEAD);
        for (ConfigOption<?> option : KnownKeys.all()) {
            out.append('\n');
            wrap(new HtmlFormatter().format(option.description()), out);
            out.append('#').append(option.key()).append(':');
            if (option.hasDefaultValue() && !text(option.defaultValue()).isEmpty()) {
                out.append(' ').append(text(option.defaultValue()));
            }
            out.append('\n');
        }
        return out.toString();
    }

    private static void wrap(String text, StringBuilder out) {
        int column = 0;
        for (String word : text.split(" ")) {
            if (column == 0 || column + 1 + word.length() > WIDTH) {
                out.append(column == 0 ? "#" : "\n#");
                column = 1;
            }
            out.append(' ').append(word);
            column += 1 + word.length();
        }
        out.append('\n');
    }

    /** A value as the configuration reads it. */
    static String text(Object value) {
        if (value instanceof MemorySize size) {
            return size.toString();
        }
        if (value instanceof Duration duration) {
            return TimeUtils.formatWithHighestUnit(duration);
        }
        return value instanceof Map<?, ?> map && map.isEmpty() ? "" : String.valueOf(value);
    }
}
