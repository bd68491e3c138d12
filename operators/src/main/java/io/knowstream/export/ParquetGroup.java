package io.knowstream.export;

import io.knowstream.graph.Confidence;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Type.Repetition;
import org.apache.parquet.schema.Types;

/**
 * The fields of a record, or of a record within one: what the schema says of each, and what is written for it. Lists and
 * maps are the three levels of Parquet's {@code LogicalTypes.md}, which tells an empty list from none.
 *
 * <p>Immutable; a method that adds a field returns another group.
 */
final class ParquetGroup<T> {

    /** Writes into a field that is open. */
    @FunctionalInterface
    private interface Value<T> {
        void write(RecordConsumer out, T value);
    }

    /** A field that is written where {@code of} is not null. */
    private record Field<T, V>(Type type, Function<T, V> of, Value<V> value) {

        void write(RecordConsumer out, int index, T record) {
            V part = of.apply(record);
            if (part != null) {
                out.startField(type.getName(), index);
                value.write(out, part);
                out.endField(type.getName(), index);
            }
        }
    }

    private final String name;
    private final List<Field<T, ?>> fields;

    private ParquetGroup(String name, List<Field<T, ?>> fields) {
        this.name = name;
        this.fields = fields;
    }

    /** A group without fields. */
    static <T> ParquetGroup<T> of(String name) {
        return new ParquetGroup<>(name, List.of());
    }

    private <V> ParquetGroup<T> with(Type type, Function<T, V> of, Value<V> value) {
        List<Field<T, ?>> more = new ArrayList<>(fields);
        more.add(new Field<>(type, of, value));
        return new ParquetGroup<>(name, List.copyOf(more));
    }

    /** The schema of a file of such records. */
    MessageType schema() {
        return new MessageType(name, types());
    }

    private List<Type> types() {
        return fields.stream().<Type>map(Field::type).toList();
    }

    private GroupType group(Repetition repetition) {
        return new GroupType(repetition, name, types());
    }

    /** Writes a record. */
    void write(RecordConsumer out, T record) {
        for (int i = 0; i < fields.size(); i++) {
            fields.get(i).write(out, i, record);
        }
    }

    private void writeGroup(RecordConsumer out, T record) {
        out.startGroup();
        write(out, record);
        out.endGroup();
    }

    /** Text that is always there. */
    ParquetGroup<T> text(String field, Function<T, String> of) {
        return with(string(Repetition.REQUIRED, field), of, ParquetGroup::writeText);
    }

    /** Text or null. */
    ParquetGroup<T> optionalText(String field, Function<T, String> of) {
        return with(string(Repetition.OPTIONAL, field), of, ParquetGroup::writeText);
    }

    /** A number of 32 bits. */
    ParquetGroup<T> int32(String field, ToIntFunction<T> of) {
        Type type = Types.required(PrimitiveTypeName.INT32).named(field);
        return with(type, of::applyAsInt, RecordConsumer::addInteger);
    }

    /** A number of 64 bits. */
    ParquetGroup<T> int64(String field, ToLongFunction<T> of) {
        Type type = Types.required(PrimitiveTypeName.INT64).named(field);
        return with(type, of::applyAsLong, RecordConsumer::addLong);
    }

    /** A number of 64 bits or null. */
    ParquetGroup<T> optionalInt64(String field, Function<T, Long> of) {
        Type type = Types.optional(PrimitiveTypeName.INT64).named(field);
        return with(type, of, RecordConsumer::addLong);
    }

    /**
     * Parts per million as the double that is nearest to the decimal number: it prints as the canonical form does, and
     * every program calculates with it, which is not so of Parquet's decimals (pandas makes objects of them).
     */
    ParquetGroup<T> confidence(String field, ToIntFunction<T> of) {
        Type type = Types.required(PrimitiveTypeName.DOUBLE).named(field);
        return with(type, record -> Confidence.toDouble(of.applyAsInt(record)), RecordConsumer::addDouble);
    }

    /** A record or null, under the name of its group. */
    <V> ParquetGroup<T> optional(ParquetGroup<V> group, Function<T, V> of) {
        return with(group.group(Repetition.OPTIONAL), of, group::writeGroup);
    }

    /** A list of texts. */
    ParquetGroup<T> texts(String field, Function<T, List<String>> of) {
        return list(field, string(Repetition.REQUIRED, "element"), ParquetGroup::writeText, of);
    }

    /** A list of records. */
    <V> ParquetGroup<T> list(String field, ParquetGroup<V> group, Function<T, List<V>> of) {
        return list(field, group.group(Repetition.REQUIRED), group::writeGroup, of);
    }

    private <V> ParquetGroup<T> list(String field, Type element, Value<V> value, Function<T, List<V>> of) {
        Type list = Types.requiredGroup()
                .as(LogicalTypeAnnotation.listType())
                .addField(new GroupType(Repetition.REPEATED, "list", element))
                .named(field);
        return with(
                list,
                of,
                (out, values) -> writeRepeated(out, "list", values, (entry, each) -> {
                    entry.startField(element.getName(), 0);
                    value.write(entry, each);
                    entry.endField(element.getName(), 0);
                }));
    }

    /** A map from text to text. */
    ParquetGroup<T> map(String field, Function<T, Map<String, String>> of) {
        Type key = string(Repetition.REQUIRED, "key");
        Type value = string(Repetition.REQUIRED, "value");
        Type map = Types.requiredGroup()
                .as(LogicalTypeAnnotation.mapType())
                .addField(new GroupType(Repetition.REPEATED, "key_value", key, value))
                .named(field);
        return with(
                map,
                of,
                (out, values) -> writeRepeated(out, "key_value", values.entrySet(), (pair, each) -> {
                    pair.startField("key", 0);
                    writeText(pair, each.getKey());
                    pair.endField("key", 0);
                    pair.startField("value", 1);
                    writeText(pair, each.getValue());
                    pair.endField("value", 1);
                }));
    }

    private static <V> void writeRepeated(RecordConsumer out, String field, Iterable<V> values, Value<V> fields) {
        out.startGroup();
        boolean any = false;
        for (V value : values) {
            if (!any) {
                out.startField(field, 0);
                any = true;
            }
            out.startGroup();
            fields.write(out, value);
            out.endGroup();
        }
        // A field that is opened must have a value.
        if (any) {
            out.endField(field, 0);
        }
        out.endGroup();
    }

    private static Type string(Repetition repetition, String field) {
        return Types.primitive(PrimitiveTypeName.BINARY, repetition)
                .as(LogicalTypeAnnotation.stringType())
                .named(field);
    }

    /** Half of a surrogate pair, which UTF-8 cannot say, becomes a question mark, as in the other forms. */
    private static void writeText(RecordConsumer out, String text) {
        out.addBinary(Binary.fromConstantByteArray(text.getBytes(StandardCharsets.UTF_8)));
    }
}
