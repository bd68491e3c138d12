package io.knowstream.inference.grounded;

/**
 * Which entities can stand to one another in which predicates: a pair is never of an entity and itself, the types are
 * those that the schema joins, and each pair comes behind the one before it, ordered by subject and then by object.
 */
final class Pairs {

    private final Schema schema;
    /** The bit of each entity's type. */
    private final long[] types;
    /** Whether a predicate can be written. */
    private final boolean[] predicates;
    /** The bits of the types of all entities before and from a place. */
    private final long[] before;

    private final long[] from;
    private int lastSubject = -1;
    private int lastObject = -1;

    Pairs(Schema schema, long[] types, boolean[] predicates) {
        this.schema = schema;
        this.types = types;
        this.predicates = predicates;
        this.before = new long[types.length + 1];
        this.from = new long[types.length + 1];
        for (int i = 0; i < types.length; i++) {
            before[i + 1] = before[i] | types[i];
        }
        for (int i = types.length - 1; i >= 0; i--) {
            from[i] = from[i + 1] | types[i];
        }
    }

    /** Goes behind a pair. */
    void pass(int subject, int object) {
        lastSubject = subject;
        lastObject = object;
    }

    /** Whether a subject has a predicate and an object that can follow. */
    boolean isSubject(int subject) {
        for (int predicate = 0; predicate < predicates.length; predicate++) {
            if (isPredicate(subject, predicate)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a predicate has an object that can follow. */
    boolean isPredicate(int subject, int predicate) {
        return predicates[predicate]
                && subject >= lastSubject
                && (schema.subjectTypes(predicate) & types[subject]) != 0
                && (schema.objectTypes(predicate) & objects(subject)) != 0;
    }

    boolean isObject(int subject, int predicate, int object) {
        return object != subject
                && (subject > lastSubject || object > lastObject)
                && (schema.objectTypes(predicate) & types[object]) != 0;
    }

    /** The bits of the types of all objects that a subject can still have. */
    private long objects(int subject) {
        if (subject > lastSubject) {
            return before[subject] | from[subject + 1];
        }
        long bits = 0;
        for (int object = lastObject + 1; object < types.length; object++) {
            bits |= object == subject ? 0 : types[object];
        }
        return bits;
    }
}
