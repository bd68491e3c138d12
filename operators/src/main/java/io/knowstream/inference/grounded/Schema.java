package io.knowstream.inference.grounded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The types that an entity can be of, and the predicates that can hold between two. Immutable.
 *
 * <p>A schema is a JSON object of {@code types} and {@code predicates}, the most usual of each first: where two are
 * guessed alike, the first is. A name is what the graph holds; a {@code label} is what a language model writes for it,
 * where that reads better.
 */
public final class Schema {

    /** The built-in schema: the types and predicates of the built-in models, with the entity types that each joins. */
    private static final String BUILT_IN = "/io/knowstream/schema.json";

    /** A type is a bit of a long; the last bit is that of types unknown to the schema. */
    private static final int MAX_TYPES = Long.SIZE - 1;

    static final long UNKNOWN_TYPE = 1L << MAX_TYPES;
    private static final long EVERY_TYPE = -1L;

    private final List<EntityType> types;
    private final List<Predicate> predicates;
    private final Map<String, Integer> typeIndex = new HashMap<>();
    private final long[] subjectTypes;
    private final long[] objectTypes;
    private final String fingerprint;

    /**
     * A type of entities.
     *
     * @param name e.g. {@code TimeExpression}
     * @param label what a language model writes for it, e.g. {@code Time}
     */
    public record EntityType(String name, String label) {

        public EntityType {
            requireLine("the name of an entity type", name);
            requireLine("the label of entity type " + name, label);
        }
    }

    /**
     * What can hold between a subject and an object.
     *
     * @param name e.g. {@code place of birth}
     * @param wikidata the property's id, e.g. {@code P19}; null where it has none
     * @param label what a language model writes for it
     * @param subjects the types that a subject may have; empty for any
     * @param objects the types that an object may have; empty for any
     */
    public record Predicate(String name, String wikidata, String label, List<String> subjects, List<String> objects) {

        public Predicate {
            requireLine("the name of a predicate", name);
            requireLine("the label of predicate " + name, label);
            subjects = List.copyOf(subjects);
            objects = List.copyOf(objects);
        }
    }

    /**
     * Makes a schema.
     *
     * @throws IllegalArgumentException if there is no type, there are too many, a name or label occurs twice, or a
     *     predicate joins a type that is not among them
     */
    public Schema(List<EntityType> types, List<Predicate> predicates) {
        if (types.isEmpty() || types.size() > MAX_TYPES) {
            throw new IllegalArgumentException(
                    "a schema must have 1 to " + MAX_TYPES + " entity types (got " + types.size() + ")");
        }
        this.types = List.copyOf(types);
        this.predicates = List.copyOf(predicates);
        for (EntityType type : types) {
            typeIndex.put(type.name, typeIndex.size());
        }
        requireDistinct("entity type", types.stream().map(EntityType::name).toList());
        requireDistinct(
                "label of entity types", types.stream().map(EntityType::label).toList());
        requireDistinct("predicate", predicates.stream().map(Predicate::name).toList());
        requireDistinct(
                "label of predicates", predicates.stream().map(Predicate::label).toList());
        this.subjectTypes =
                predicates.stream().mapToLong(p -> bits(p, p.subjects)).toArray();
        this.objectTypes =
                predicates.stream().mapToLong(p -> bits(p, p.objects)).toArray();
        this.fingerprint = hash(types + "\n" + predicates);
    }

    /** The built-in schema, of the types and predicates that the built-in models know. */
    public static Schema builtIn() {
        try (InputStream in = Schema.class.getResourceAsStream(BUILT_IN)) {
            return read(in, BUILT_IN);
        } catch (IOException e) {
            throw new UncheckedIOException("the built-in schema " + BUILT_IN + " cannot be read", e);
        }
    }

    /**
     * Reads a schema.
     *
     * @param source what to call it in errors
     * @throws IOException if it cannot be read or is no JSON
     * @throws IllegalArgumentException if what it says is no schema
     */
    public static Schema read(InputStream in, String source) throws IOException {
        JsonNode root = new ObjectMapper().readTree(in);
        try {
            return new Schema(types(root.path("types")), predicates(root.path("predicates")));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("schema " + source + ": " + e.getMessage(), e);
        }
    }

    private static List<EntityType> types(JsonNode array) {
        List<EntityType> types = new ArrayList<>();
        for (JsonNode type : array) {
            String name = type.path("name").asText();
            types.add(new EntityType(name, type.path("label").asText(name)));
        }
        return types;
    }

    private static List<Predicate> predicates(JsonNode array) {
        List<Predicate> predicates = new ArrayList<>();
        for (JsonNode predicate : array) {
            String name = predicate.path("name").asText();
            predicates.add(new Predicate(
                    name,
                    predicate.path("wikidata").textValue(),
                    predicate.path("label").asText(name),
                    names(predicate.path("subjects")),
                    names(predicate.path("objects"))));
        }
        return predicates;
    }

    /** The types, the most usual first. */
    public List<EntityType> types() {
        return types;
    }

    /** The predicates, the most usual first. */
    public List<Predicate> predicates() {
        return predicates;
    }

    /** Hash of everything that a schema says: SHA-256, hexadecimal. */
    public String fingerprint() {
        return fingerprint;
    }

    /** The place of a type among {@link #types()}; -1 for one that is not there. */
    int indexOf(String type) {
        return typeIndex.getOrDefault(type, -1);
    }

    /** The bit of a type. */
    long bit(String type) {
        int index = indexOf(type);
        return index < 0 ? UNKNOWN_TYPE : 1L << index;
    }

    /** The bits of the types that the subject of a predicate may have. */
    long subjectTypes(int predicate) {
        return subjectTypes[predicate];
    }

    /** The bits of the types that the object of a predicate may have. */
    long objectTypes(int predicate) {
        return objectTypes[predicate];
    }

    /** SHA-256 of a text, hexadecimal. */
    static String hash(String text) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private long bits(Predicate predicate, List<String> names) {
        long bits = names.isEmpty() ? EVERY_TYPE : 0;
        for (String name : names) {
            if (indexOf(name) < 0) {
                throw new IllegalArgumentException(
                        "predicate " + predicate.name + " joins the entity type " + name + ", which must be one of "
                                + typeIndex.keySet().stream().sorted().toList());
            }
            bits |= bit(name);
        }
        return bits;
    }

    private static List<String> names(JsonNode array) {
        List<String> names = new ArrayList<>();
        array.forEach(name -> names.add(name.asText()));
        return names;
    }

    private static void requireLine(String what, String value) {
        if (value == null || value.isBlank() || value.indexOf('\n') >= 0) {
            throw new IllegalArgumentException(what + " must be a line that is not blank (got " + value + ")");
        }
    }

    private static void requireDistinct(String what, List<String> names) {
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (!seen.add(name)) {
                throw new IllegalArgumentException("each " + what + " must be there once (got " + name + " twice)");
            }
        }
    }
}
