package io.knowstream.index;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.lucene.util.BytesRef;

/**
 * The stored form of a record: one byte of version, then its components as JSON in UTF-8, plain or {@linkplain Compression
 * compressed}.
 *
 * <p>A component that a later edition adds is read as null or zero from older bytes, and one that it drops is ignored,
 * as in operator state. Safe for use by many threads.
 *
 * @param <R> the record
 */
final class RecordCodec<R extends Record> {

    /** What was written is read back: how long a text may be is settled where documents come in. */
    private static final StreamReadConstraints NO_LIMITS =
            StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build();

    private static final JsonMapper JSON = JsonMapper.builder(
                    JsonFactory.builder().streamReadConstraints(NO_LIMITS).build())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .defaultPropertyInclusion(JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, null))
            .build();

    private final ObjectWriter writer;
    private final ObjectReader reader;

    RecordCodec(Class<R> type) {
        writer = JSON.writerFor(type).without(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
        reader = JSON.readerFor(type);
    }

    byte[] encode(R value, Compression compression) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(512);
        try {
            writer.writeValue(out, value);
        } catch (IOException e) {
            throw new UncheckedIOException("a record can be written as JSON", e);
        }
        return compression.pack(out.toByteArray());
    }

    R decode(BytesRef bytes) throws IOException {
        BytesRef json = Compression.unpack(bytes);
        return reader.readValue(json.bytes, json.offset, json.length);
    }
}
