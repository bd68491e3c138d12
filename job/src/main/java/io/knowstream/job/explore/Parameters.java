package io.knowstream.job.explore;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The parameters of a request, each checked as it is read. */
final class Parameters {

    private final Map<String, List<String>> values;

    private Parameters(Map<String, List<String>> values) {
        this.values = values;
    }

    /** Parses the part of an address behind the question mark; null where there is none. */
    static Parameters of(String rawQuery) throws RequestException {
        Map<String, List<String>> values = new LinkedHashMap<>();
        if (rawQuery != null && !rawQuery.isEmpty()) {
            for (String pair : rawQuery.split("&")) {
                int equals = pair.indexOf('=');
                values.computeIfAbsent(decode(equals < 0 ? pair : pair.substring(0, equals)), key -> new ArrayList<>())
                        .add(equals < 0 ? "" : decode(pair.substring(equals + 1)));
            }
        }
        return new Parameters(values);
    }

    private static String decode(String raw) throws RequestException {
        try {
            return URLDecoder.decode(raw, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw RequestException.bad("parameters must be percent-encoded UTF-8 (got " + raw + ")");
        }
    }

    /** Refuses all parameters but these. */
    Parameters only(String... names) throws RequestException {
        Set<String> unknown = new TreeSet<>(values.keySet());
        unknown.removeAll(List.of(names));
        if (!unknown.isEmpty()) {
            throw RequestException.bad(
                    "parameters must be of " + new TreeSet<>(List.of(names)) + " (got " + unknown + ")");
        }
        return this;
    }

    /** A text that must be there, not blank and at most so many code points long. */
    String text(String name, int longest) throws RequestException {
        String value = single(name);
        if (value == null || value.isBlank() || value.codePointCount(0, value.length()) > longest) {
            throw RequestException.bad("parameter " + name + " must be a text of 1 to " + longest
                    + " characters that is not blank (got " + shown(value) + ")");
        }
        return value;
    }

    /** All texts of a name, at most so many, each as {@link #text} would have it. */
    Set<String> texts(String name, int most, int longest) throws RequestException {
        List<String> all = values.getOrDefault(name, List.of());
        if (all.size() > most) {
            throw RequestException.bad(
                    "parameter " + name + " must be there at most " + most + " times (got " + all.size() + ")");
        }
        for (String value : all) {
            if (value.isBlank() || value.codePointCount(0, value.length()) > longest) {
                throw RequestException.bad("parameter " + name + " must be a text of 1 to " + longest
                        + " characters that is not blank (got " + shown(value) + ")");
            }
        }
        return Set.copyOf(all);
    }

    /** A whole number that may be left out. */
    int number(String name, int usual, int least, int most) throws RequestException {
        return values.containsKey(name) ? number(name, least, most) : usual;
    }

    /** A whole number that must be there. */
    int number(String name, int least, int most) throws RequestException {
        String value = single(name);
        try {
            int number = Integer.parseInt(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Refused below, as a number out of bounds is.
        }
        throw RequestException.bad("parameter " + name + " must be a whole number from " + least + " to " + most
                + " (got " + shown(value) + ")");
    }

    private String single(String name) throws RequestException {
        List<String> all = values.getOrDefault(name, List.of());
        if (all.size() > 1) {
            throw RequestException.bad("parameter " + name + " must be there once (got it " + all.size() + " times)");
        }
        return all.isEmpty() ? null : all.get(0);
    }

    private static String shown(String value) {
        if (value == null) {
            return "none";
        }
        int length = value.codePointCount(0, value.length());
        return length > 80 ? length + " characters" : "'" + value + "'";
    }
}
