package io.knowstream.job.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

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
