package io.knowstream.job.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JsonLinesSourceTest {

    @Test
    void countsWhiteLinesAndPassesThemOver() throws Exception {
        assertThat(read("a\n\n \t\n\r\nb\r\n\n\nc")).containsExactly("1:a", "5:b", "8:c");
        assertThat(read("\n\n")).isEmpty();
        assertThat(read("")).isEmpty();
        assertThat(read("a\n")).containsExactly("1:a");
        assertThat(read("a\rb\n")).containsExactly("1:a\rb");
    }

    @Test
    void passesBytesThatAreNoTextOnAsTheyAre() throws Exception {
        byte[] line = {(byte) 0xFF, 0, (byte) 0xC3, '\r'};
        JsonLinesSource.LineReader reader = new JsonLinesSource.LineReader("f", new ByteArrayInputStream(line));
        RawRecord record = reader.read();
        assertThat(record.topic()).isEqualTo("f");
        assertThat(record.key()).isNull();
        assertThat(record.value()).containsExactly(line);
    }

    @Test
    void readsALineOfFiftyMegabytes() throws Exception {
        byte[] large = new byte[50_000_001];
        large[large.length - 1] = '\n';
        JsonLinesSource.LineReader reader = new JsonLinesSource.LineReader("f", new ByteArrayInputStream(large));
        assertThat(reader.read().value()).hasSize(50_000_000);
        assertThat(reader.read()).isNull();
    }

    /** As packed files can unpack to: a gigabyte in a line takes a megabyte. */
    @Test
    void refusesALineThatIsLongerThanAnyRecord() throws Exception {
        assertThat(read(new JsonLinesSource.LineReader("f", utf8("ok\n12345678\n"), 8)))
                .containsExactly("1:ok", "2:12345678");
        JsonLinesSource.LineReader reader = new JsonLinesSource.LineReader("f", utf8("ok\n123456789\n"), 8);
        assertThat(reader.read().value()).hasSize(2);
        assertThatThrownBy(reader::read)
                .isInstanceOf(IOException.class)
                .hasMessage("line 2 has more than 8 bytes, the most that a record may have");

        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return 'x';
            }

            @Override
            public int read(byte[] to) {
                Arrays.fill(to, (byte) 'x');
                return to.length;
            }
        };
        assertThatThrownBy(new JsonLinesSource.LineReader("f", endless)::read)
                .hasMessage("line 1 has more than 134217728 bytes, the most that a record may have");
    }

    private static InputStream utf8(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void findsTheSameLinesHoweverTheStreamIsCut() throws Exception {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder();
        List<String> expected = new ArrayList<>();
        for (int line = 1; line <= 2_000; line++) {
            String content = "x".repeat(random.nextInt(200));
            text.append(content).append(random.nextBoolean() ? "\n" : "\r\n");
            if (!content.isEmpty()) {
                expected.add(line + ":" + content);
            }
        }
        InputStream ragged = new ByteArrayInputStream(text.toString().getBytes(StandardCharsets.UTF_8)) {
            @Override
            public int read(byte[] to) {
                return read(to, 0, 1 + random.nextInt(300));
            }
        };
        assertThat(read(new JsonLinesSource.LineReader("f", ragged)))
                .as("seed %d", seed)
                .isEqualTo(expected);
    }

    private static List<String> read(String text) throws IOException {
        return read(
                new JsonLinesSource.LineReader("f", new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8))));
    }

    private static List<String> read(JsonLinesSource.LineReader reader) throws IOException {
        List<String> lines = new ArrayList<>();
        for (RawRecord record = reader.read(); record != null; record = reader.read()) {
            lines.add(record.offset() + ":" + new String(record.value(), StandardCharsets.UTF_8));
        }
        return lines;
    }
}
