package io.knowstream.inference.catalogue;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** A value of an enumeration, as configuration writes it: in small letters, its words joined by hyphens. */
public interface NamedValue {

    /** The constant's name. */
    String name();

    /** The value as configuration writes it. */
    default String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * The value of a text.
     *
     * @throws IllegalArgumentException naming {@code where} and all values that there are
     */
    static <E extends Enum<E> & NamedValue> E parse(Class<E> type, String text, String where) {
        for (E value : type.getEnumConstants()) {
            if (value.text().equals(text)) {
                return value;
            }
        }
        throw new IllegalArgumentException(where + " must be one of "
                + Arrays.stream(type.getEnumConstants()).map(NamedValue::text).collect(Collectors.joining(", "))
                + " (got " + text + ")");
    }
}
