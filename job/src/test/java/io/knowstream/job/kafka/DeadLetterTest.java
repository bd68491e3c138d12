package io.knowstream.job.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.knowstream.graph.Document;
import io.knowstream.graph.DocumentUpdate;
import io.knowstream.graph.FailedDocument;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeadLetterTest {

    @Test
    void carriesTheWholeRecordWhereItFits() throws Exception {
        RawRecord record = new RawRecord("documents", 3, 42, new byte[] {'k'}, new byte[] {(byte) 0xFF, 0, 'x'});
        DeadLetter letter = DeadLetter.of(record, "decode", "not \"valid\"", "k", 3);
        ProducerRecord<byte[], byte[]> written = new DeadLetterSerializer("rejected").serialize(letter, null, null);

        assertThat(written.topic()).isEqualTo("rejected");
        assertThat(written.key()).isEqualTo(record.key());
        assertThat(new String(written.value(), StandardCharsets.UTF_8))
                .isEqualTo("{\"topic\":\"documents\",\"partition\":3,\"offset\":42,\"stage\":\"decode\","
                        + "\"reason\":\"not \\\"valid\\\"\",\"documentId\":\"k\",\"key\":\"aw==\",\"value\":\"/wB4\","
                        + "\"valueLength\":3,\"truncated\":false,"
                        + "\"sha256\":\"b56ed79fd4921608ee3cc257a4bb1a7b726bf67c84a26f3e3ca41aa42c6e9737\"}");
    }

    @Test
    void keepsAPrefixTheLengthAndTheHashOfALargeRecord() throws Exception {
        byte[] value = new byte[2_000_000];
        byte[] key = new byte[10_000];
        DeadLetter letter = DeadLetter.of(new RawRecord("t", 0, 0, key, value), "decode", "large", null, 1000);
        JsonNode json = new ObjectMapper().readTree(letter.toJson());

        assertThat(letter.key()).hasSize(DeadLetter.MAX_KEY_BYTES);
        assertThat(json.get("value").binaryValue()).isEqualTo(Arrays.copyOf(value, 1000));
        assertThat(json.get("valueLength").longValue()).isEqualTo(2_000_000);
        assertThat(json.get("truncated").booleanValue()).isTrue();
        // head -c 2000000 /dev/zero | sha256sum
        assertThat(json.get("sha256").textValue())
                .isEqualTo("13aea96040f2133033d103008d5d96cfe98b3361f7202d77bea97b2424a7a6cd");
        assertThat(json.get("documentId").isNull()).isTrue();
    }

    @Test
    void carriesADocumentThatIsInTheGraphInPartAsARecordThatSaysTheSame() throws Exception {
        Document document =
                new Document("ä", "A \"title\"", "Content\n\uD83D\uDE80", 3L, Map.of("a", "1", "b", "[true]"));
        DeadLetter letter =
                DeadLetter.of(new FailedDocument(document, "extraction", "characters 0-7: refused"), "documents", 1000);

        assertThat(letter.ofRecord()).isFalse();
        assertThat(letter.topic()).isEqualTo("documents");
        assertThat(letter.partition()).isEqualTo(-1);
        assertThat(letter.offset()).isEqualTo(-1);
        assertThat(letter.stage()).isEqualTo("extraction");
        assertThat(letter.documentId()).isEqualTo("ä");
        assertThat(letter.truncated()).isFalse();
        Decoded decoded = new DocumentDecoder(new DocumentLimits(1024, 1024))
                .decode(new RawRecord("documents", 0, 0, letter.key(), letter.value()));
        assertThat(decoded).isEqualTo(new Decoded.Accepted(DocumentUpdate.upsert(document)));
    }

    @Test
    void aDocumentOfIdAndContentSaysNoMore() {
        Document document = new Document("d", null, "Content.", null, null);
        DeadLetter letter = DeadLetter.of(new FailedDocument(document, "preparation", "no"), "documents", 1000);
        assertThat(new String(letter.value(), StandardCharsets.UTF_8))
                .isEqualTo("{\"id\":\"d\",\"content\":\"Content.\"}");
    }

    @Test
    void isReadAsItWasWritten() throws Exception {
        for (RawRecord record : List.of(
                new RawRecord("documents", 3, 1L << 40, new byte[] {'k'}, new byte[] {(byte) 0xFF, 0, 'x'}),
                new RawRecord("documents", 0, 0, null, null),
                new RawRecord("documents", -1, -1, new byte[0], new byte[2_000]))) {
            DeadLetter letter = DeadLetter.of(record, "decode", "no", null, 1_000);
            assertThat(DeadLetter.parse(letter.toJson()))
                    .usingRecursiveComparison()
                    .isEqualTo(letter);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "[]", "null", "{}", "{\"topic\":\"t\",\"stage\":\"decode\",\"reason\":\"\"}"})
    void anythingElseIsNoDeadLetter(String json) {
        assertThatIOException().isThrownBy(() -> DeadLetter.parse(json.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void saysWhereThereWasNoValue() throws Exception {
        JsonNode json = new ObjectMapper()
                .readTree(DeadLetter.of(new RawRecord("t", 0, 0, null, null), "decode", "neither", null, 1000)
                        .toJson());
        assertThat(json.get("key").isNull()).isTrue();
        assertThat(json.get("value").isNull()).isTrue();
        assertThat(json.get("sha256").isNull()).isTrue();
        assertThat(json.get("truncated").booleanValue()).isFalse();
    }

    @Test
    void fitsTheProducersLimitAtItsLargest() {
        RawRecord record = new RawRecord("t".repeat(249), 0, 0, new byte[1 << 20], new byte[2 << 20]);
        DeadLetter letter = DeadLetter.of(
                record, "decode", "r".repeat(600), "\u0001".repeat(1024), KafkaConfig.LARGEST_REJECTED_BYTES);
        assertThat(letter.toJson().length + letter.key().length).isLessThan(1_000_000);
    }
}
