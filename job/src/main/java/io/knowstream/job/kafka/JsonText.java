package io.knowstream.job.kafka;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/** Pieces of JSON as text: for people in reasons, and in canonical form for metadata that is no string. */
final class JsonText {

    private static final int QUOTED_CHARACTERS = 80;

    private JsonText() {}

    /** The current value without white space, the names of objects sorted, numbers as they were written. */
    static String canonical(JsonParser json) throws IOException {
        return switch (json.currentToken()) {
            case START_OBJECT -> canonicalObject(json);
            case START_ARRAY -> canonicalArray(json);
            case VALUE_STRING -> string(json.getText());
            default -> json.getText();
        };
    }

    private static String canonicalObject(JsonParser json) throws IOException {
        Map<String, String> fields = new TreeMap<>();
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            json.nextToken();
            fields.put(name, canonical(json));
        }
        StringBuilder out = new StringBuilder("{");
        fields.forEach((name, value) -> out.append(out.length() > 1 ? "," : "")
                .append(string(name))
                .append(':')
                .append(value));
        return out.append('}').toString();
    }

    private static String canonicalArray(JsonParser json) throws IOException {
        StringBuilder out = new StringBuilder("[");
        while (json.nextToken() != JsonToken.END_ARRAY) {
            out.append(out.length() > 1 ? "," : "").append(canonical(json));
        }
        return out.append(']').toString();
    }

    private static String string(String text) {
        return '"' + String.valueOf(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }

    /** What a token begins, with its article. */
    static String kind(JsonToken token) {
        return switch (token) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "an array";
            case VALUE_STRING -> "a string";
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
            case VALUE_TRUE, VALUE_FALSE -> "a boolean";
            default -> "null";
        };
    }

    /** Quotes a value for a message: cut where it is long, on one line, of well-formed text. */
    static String quote(String text) {
        StringBuilder out = new StringBuilder("'");
        int shown = 0;
        for (int i = 0; i < text.length(); shown++) {
            if (shown == QUOTED_CHARACTERS) {
                return out.append("...'").toString();
            }
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            boolean readable = !Character.isISOControl(c) && Character.getType(c) != Character.SURROGATE;
            out.appendCodePoint(readable ? c : '\uFFFD');
        }
        return out.append('\'').toString();
    }
}
