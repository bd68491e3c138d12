package io.knowstream.job.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.knowstream.graph.Document;
import io.knowstream.graph.DocumentUpdate;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DocumentDecoderTest {

    private static final int MAX_CONTENT = 4096;
    private static final int MAX_METADATA = 100;

    private final DocumentDecoder decoder = new DocumentDecoder(new DocumentLimits(MAX_CONTENT, MAX_METADATA));

    static Stream<Arguments> accepted() {
        return Stream.of(
                accept(null, "{'id':'a','content':'x'}", upsert("a", null, "x", null)),
                accept("a", "{'content':'x'}", upsert("a", null, "x", null)),
                accept("a", "{'id':'a','content':'x'}", upsert("a", null, "x", null)),
                accept(null, " {'content':'x','id':'a'}\n ", upsert("a", null, "x", null)),
                accept(null, "\uFEFF{'content':'x','id':'a'}", upsert("a", null, "x", null)),
                accept(null, "{'id':'a','title':'T','content':'x','version':0}", upsert("a", "T", "x", 0L)),
                accept(
                        null,
                        "{'id':'a','content':'x','version':9223372036854775807}",
                        upsert("a", null, "x", Long.MAX_VALUE)),
                accept(
                        null,
                        "{'id':'a','title':null,'content':'x','version':null,'metadata':null,'deleted':null}",
                        upsert("a", null, "x", null)),
                accept(null, "{'id':'a','title':'  ','content':'x'}", upsert("a", null, "x", null)),
                accept(null, "{'id':'a','content':'x','deleted':false}", upsert("a", null, "x", null)),
                accept(null, "{'id':'a','content':'x','more':[{'id':7},{'content':''}]}", upsert("a", null, "x", null)),
                accept(null, "{'id':'é','content':'\\ud83d\\ude00 \uD83D\uDE00'}", upsert("é", null, "😀 😀", null)),
                accept(
                        null,
                        "{'id':' a ','content':'line\\nline\\u0001'}",
                        upsert(" a ", null, "line\nline\u0001", null)),
                accept(null, "{'id':'a','deleted':true}", DocumentUpdate.delete("a", null)),
                accept(null, "{'id':'a','deleted':true,'version':4}", DocumentUpdate.delete("a", 4L)),
                accept("a", "{'deleted':true,'content':''}", DocumentUpdate.delete("a", null)),
                accept("a", null, DocumentUpdate.delete("a", null)),
                accept("é", null, DocumentUpdate.delete("é", null)),
                accept(
                        null,
                        "{'id':'a','content':'x','metadata':{'s':'t','n':1.50,'b':true,'z':null,"
                                + "'o':{'b':[1, 'q\\'\\n'],'a':{}}}}".replace("\\'", "\\\""),
                        DocumentUpdate.upsert(new Document(
                                "a",
                                null,
                                "x",
                                null,
                                Map.of(
                                        "s",
                                        "t",
                                        "n",
                                        "1.50",
                                        "b",
                                        "true",
                                        "z",
                                        "null",
                                        "o",
                                        "{\"a\":{},\"b\":[1,\"q\\\"\\n\"]}")))));
    }

    static Stream<Arguments> rejected() {
        String longId = "i".repeat(1025);
        return Stream.of(
                reject(null, null, "record has neither key nor value", null),
                reject("", null, "key is empty", null),
                reject(" ", "{'id':'a','content':'x'}", "key is only white space", null),
                reject("a\0", "{'content':'x'}", "key contains U+0000 at character 1", null),
                reject(longId, "{'content':'x'}", "key has 1025 bytes; at most 1024", null),
                reject("k", "", "value is empty", "k"),
                reject(null, "  \n", "value is empty", null),
                reject(null, "[]", "value is an array; a JSON object", null),
                reject(null, "'x'", "value is a string; a JSON object", null),
                reject("k", "null", "value is null; a JSON object", "k"),
                reject(null, "{'id':'a','content':'x'", "malformed JSON at line 1, column", "a"),
                reject(null, "{\n'id':'a',,}", "malformed JSON at line 2, column 10: Unexpected character", "a"),
                reject(null, "{'id':'a','content':'x',}", "malformed JSON", "a"),
                reject(null, "{'id':'a','content':'line\nbreak'}", "malformed JSON", "a"),
                reject(null, "{'id':'a','content':NaN}", "malformed JSON", "a"),
                reject(null, "{'id':'a','content':'x'} {}", "something follows the JSON object", "a"),
                reject(null, "{'id':'a','content':'x'}]", "something follows the JSON object", "a"),
                reject(null, "{'id':'a','id':'a','content':'x'}", "Duplicate field 'id'", "a"),
                reject(null, "{'id':'a','content':'x','more':{'y':1,'y':2}}", "Duplicate field 'y'", "a"),
                reject(null, "{'content':'x'}", "id is missing", null),
                reject(null, "{'id':null,'content':'x'}", "id is missing", null),
                reject(null, "{'id':'','content':'x'}", "id is empty", null),
                reject(null, "{'id':'\u00A0 ','content':'x'}", "id is only white space", null),
                reject(null, "{'id':7,'content':'x'}", "id is a number; a string", null),
                reject("k", "{'id':{},'content':'x'}", "id is an object; a string", "k"),
                reject(null, "{'id':'" + longId + "','content':'x'}", "id has 1025 bytes; at most 1024", null),
                reject(null, "{'id':'a\\u0000','content':'x'}", "id contains U+0000 at character 1", null),
                reject(null, "{'id':'\\ud800','content':'x'}", "id contains an unpaired surrogate (U+D800)", null),
                reject("k", "{'id':'a','content':'x'}", "key 'k' differs from id 'a'", "a"),
                reject("", "{'id':'a','content':'x'}", "key is empty", null),
                reject(null, "{'id':'a'}", "content is missing", "a"),
                reject("k", "{}", "content is missing", "k"),
                reject(null, "{'id':'a','content':null}", "content is missing", "a"),
                reject(null, "{'id':'a','content':''}", "content is empty", "a"),
                reject(null, "{'id':'a','content':' \\n\\t\\u00a0'}", "content is only white space", "a"),
                reject(null, "{'content':['x'],'id':'a'}", "content is an array; a string", "a"),
                reject(null, "{'id':'a','content':'xy\\u0000'}", "content contains U+0000 at character 2", "a"),
                reject(
                        null,
                        "{'id':'a','content':'😀\\udc00'}",
                        "content contains an unpaired surrogate (U+DC00) at character 1",
                        "a"),
                reject(null, "{'id':'a','content':'\\ud800x'}", "unpaired surrogate (U+D800) at character 0", "a"),
                reject(
                        null,
                        "{'id':'a','content':'" + "é".repeat(MAX_CONTENT / 2 + 1) + "'}",
                        "content has 4098 bytes; at most 4096 are allowed (documents.max-content)",
                        "a"),
                reject(
                        null,
                        "{'id':'a','content':'" + "x".repeat(10 * MAX_CONTENT) + "'}",
                        "content has more than the 4096 bytes allowed (documents.max-content)",
                        "a"),
                reject(null, "{'id':'a','content':'x','title':[]}", "title is an array; a string", "a"),
                reject(null, "{'id':'a','content':'x','title':'\\u0000'}", "title contains U+0000", "a"),
                reject(null, "{'id':'a','content':'x','version':-1}", "version is '-1'; an integer from 0", "a"),
                reject(null, "{'id':'a','content':'x','version':1.0}", "version is '1.0'; an integer", "a"),
                reject(null, "{'id':'a','content':'x','version':'1'}", "version is '1'; an integer", "a"),
                reject(null, "{'id':'a','content':'x','version':[]}", "version is an array; an integer", "a"),
                reject(
                        null,
                        "{'id':'a','content':'x','version':9223372036854775808}",
                        "version is '9223372036854775808'; an integer",
                        "a"),
                reject(null, "{'id':'a','content':'x','deleted':'yes'}", "deleted is a string; true or false", "a"),
                reject(null, "{'id':'a','content':'x','metadata':[]}", "metadata is an array; an object", "a"),
                reject(null, "{'metadata':{'m':'\\u0000'},'id':'a','content':'x'}", "metadata value of 'm'", "a"),
                reject(null, "{'metadata':{'\\udfff':1},'id':'a','content':'x'}", "metadata name '\uFFFD'", "a"),
                reject(
                        null,
                        "{'metadata':{'m':'" + "x".repeat(MAX_METADATA) + "'},'id':'a','content':'x'}",
                        "metadata is larger than the 100 bytes allowed (documents.max-metadata)",
                        "a"),
                reject(
                        "k",
                        "{'x':" + "[".repeat(10_000) + "]".repeat(10_000) + "}",
                        "JSON goes beyond what is allowed",
                        "k"),
                reject(
                        "k",
                        "{'metadata':{'m':" + "{'m':".repeat(10_000) + "1" + "}".repeat(10_000) + "}}",
                        "JSON goes beyond what is allowed",
                        "k"),
                reject("k", "{'x':[" + "0,".repeat(300_000) + "0]}", "JSON goes beyond what is allowed", "k"),
                reject("k", "{'x':" + "9".repeat(100_000) + "}", "JSON goes beyond what is allowed", "k"));
    }

    @ParameterizedTest
    @MethodSource("accepted")
    void acceptsWhatTheRulesAllow(byte[] key, byte[] value, DocumentUpdate expected) {
        assertThat(decoder.decode(record(key, value))).isEqualTo(new Decoded.Accepted(expected));
    }

    @ParameterizedTest
    @MethodSource("rejected")
    void rejectsTheRestWithItsReason(byte[] key, byte[] value, String reason, String documentId) {
        assertThat(decoder.decode(record(key, value))).isInstanceOfSatisfying(Decoded.Rejected.class, rejected -> {
            assertThat(rejected.reason()).contains(reason).doesNotContain("\n").hasSizeLessThan(600);
            assertThat(rejected.documentId()).isEqualTo(documentId);
        });
    }

    @Test
    void rejectsInvalidUtf8WithItsPlace() {
        byte[] value = utf8("{'id':'a','content':'xx'}");
        for (byte[] malformed : new byte[][] {
            {(byte) 0xFF, 'x'},
            {(byte) 0xC0, (byte) 0x80},
            {(byte) 0xED, (byte) 0xA0},
            {(byte) 0xC3, '\''},
            {'x', (byte) 0x80}
        }) {
            byte[] copy = value.clone();
            System.arraycopy(malformed, 0, copy, 21, 2);
            assertThat(decoder.decode(record(utf8("k"), copy)))
                    .isInstanceOfSatisfying(Decoded.Rejected.class, rejected -> {
                        assertThat(rejected.reason()).startsWith("value is not valid UTF-8 at byte 2");
                        assertThat(rejected.documentId()).isEqualTo("k");
                    });
        }
        assertThat(decoder.decode(record(new byte[] {(byte) 0x80}, value)))
                .isEqualTo(new Decoded.Rejected("key is not valid UTF-8 at byte 0 (0x80)", null));
    }

    @Test
    void takesNoOtherEncodingForUtf8() {
        byte[] value = "{\"id\":\"a\",\"content\":\"x\"}".getBytes(StandardCharsets.UTF_16BE);
        assertThat(decoder.decode(record(null, value))).isInstanceOf(Decoded.Rejected.class);
    }

    @Test
    void rejectsFiftyMegabytesWhateverTheyAre() {
        DocumentDecoder production = new DocumentDecoder(new DocumentLimits(4 << 20, 64 << 10));
        byte[] value = new byte[50_000_000];
        Arrays.fill(value, (byte) 'x');
        System.arraycopy(utf8("{'id':'a','content':'"), 0, value, 0, 21);
        System.arraycopy(utf8("'}"), 0, value, value.length - 2, 2);
        assertThat(production.decode(record(null, value)))
                .isEqualTo(new Decoded.Rejected(
                        "content has more than the 4194304 bytes allowed (documents.max-content)", "a"));
        Arrays.fill(value, (byte) 0xFF);
        assertThat(production.decode(record(null, value))).isInstanceOf(Decoded.Rejected.class);
        Arrays.fill(value, (byte) '[');
        assertThat(production.decode(record(null, value))).isInstanceOf(Decoded.Rejected.class);
    }

    @Test
    void neverThrowsWhateverTheBytes() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        byte[] valid =
                utf8("{'id':'a','title':'t','content':'x é 😀','version':3,'deleted':false,'metadata':{'m':[1]}}");
        for (int i = 0; i < 50_000; i++) {
            byte[] value = random.nextInt(4) == 0 ? new byte[random.nextInt(40)] : valid.clone();
            for (int changes = random.nextInt(4) + (value.length < valid.length ? value.length : 0);
                    changes > 0;
                    changes--) {
                if (value.length > 0) {
                    value[random.nextInt(value.length)] = (byte) random.nextInt(256);
                }
            }
            byte[] key = random.nextBoolean() ? null : new byte[random.nextInt(3)];
            if (key != null) {
                random.nextBytes(key);
            }
            assertThat(decoder.decode(record(key, Arrays.copyOf(value, random.nextInt(value.length + 1)))))
                    .as("seed %d, round %d", seed, i)
                    .isNotNull();
        }
    }

    private static Arguments accept(String key, String value, DocumentUpdate expected) {
        return Arguments.of(utf8(key), utf8(value), expected);
    }

    private static Arguments reject(String key, String value, String reason, String documentId) {
        return Arguments.of(utf8(key), utf8(value), reason, documentId);
    }

    private static DocumentUpdate upsert(String id, String title, String content, Long version) {
        return DocumentUpdate.upsert(new Document(id, title, content, version, Map.of()));
    }

    /** Apostrophes stand for quotation marks. */
    private static byte[] utf8(String text) {
        return text == null ? null : text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }

    private static RawRecord record(byte[] key, byte[] value) {
        return new RawRecord("documents", 0, 0, key, value);
    }
}
