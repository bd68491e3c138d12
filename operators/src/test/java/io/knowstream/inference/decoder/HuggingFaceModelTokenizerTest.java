package io.knowstream.inference.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.knowstream.inference.ModelException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HuggingFaceModelTokenizerTest {

    @TempDir
    Path folder;

    private HuggingFaceModelTokenizer tokenizer;
    private final Map<Integer, String> texts = new HashMap<>();

    @BeforeEach
    void open() throws IOException {
        Path file = folder.resolve("tokenizer.json");
        Files.write(file, TinyDecoder.benchTokenizer());
        tokenizer = HuggingFaceModelTokenizer.of("bench", file);
        JsonNode vocabulary =
                new ObjectMapper().readTree(TinyDecoder.benchTokenizer()).at("/model/vocab");
        vocabulary.properties().forEach(entry -> texts.put(entry.getValue().intValue(), entry.getKey()));
    }

    @AfterEach
    void close() {
        tokenizer.close();
    }

    /** What each token's span covers, divided by bars. */
    private String spans(String text) {
        TokenizedText tokens = tokenizer.encode(text);
        StringBuilder spans = new StringBuilder();
        for (int i = 0; i < tokens.size(); i++) {
            int start = text.offsetByCodePoints(0, tokens.starts()[i]);
            int end = text.offsetByCodePoints(0, tokens.ends()[i]);
            spans.append(i == 0 ? "" : "|").append(text, start, end);
        }
        return spans.toString();
    }

    @Test
    void leavesWhiteSpaceAtTheBeginningOutOfASpan() {
        assertThat(spans("the world of the people")).isEqualTo("the|world|of|the|people");
        assertThat(spans(" 19\n\nthe")).isEqualTo("|1|9|||the");
    }

    @Test
    void givesATokenThatIsAPartOfACharacterTheWholeCharacter() {
        assertThat(spans("😀x")).isEqualTo("😀|😀|😀|😀|x");
        assertThat(spans(" 中")).endsWith("中|中|中");
    }

    @Test
    void countsCodePointsInAnyText() {
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        int[] alphabet = "ab Zé\u0301\u00a0\n\t\u0000٣中文字😀👩\u200d👩İıß's19.<|im_end|>\ufeff\u3000"
                .codePoints()
                .toArray();
        for (int i = 0; i < 300; i++) {
            int[] points = random.ints(random.nextInt(30), 0, alphabet.length)
                    .map(at -> alphabet[at])
                    .toArray();
            String text = new String(points, 0, points.length);
            TokenizedText tokens = tokenizer.encode(text);
            int last = 0;
            boolean[] covered = new boolean[points.length];
            for (int t = 0; t < tokens.size(); t++) {
                int start = tokens.starts()[t];
                int end = tokens.ends()[t];
                assertThat(start).as(text).isBetween(0, end);
                assertThat(end).as(text).isBetween(last, points.length);
                last = end;
                for (int p = start; p < end; p++) {
                    covered[p] = true;
                }
            }
            for (int p = 0; p < points.length; p++) {
                boolean space = Character.isWhitespace(points[p]) || Character.isSpaceChar(points[p]);
                assertThat(covered[p] || space)
                        .as("code point %d of %s", p, text)
                        .isTrue();
            }
            assertThat(bytes(tokens.ids())).as(text).isEqualTo(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** The text of tokens by the vocabulary's own spelling, independent of the library. */
    private byte[] bytes(int[] ids) {
        Map<Integer, Byte> spelled = new HashMap<>();
        int other = 0x100;
        for (int b = 0; b < 256; b++) {
            boolean prints = b >= 0x21 && b <= 0x7e || b >= 0xa1 && b <= 0xac || b >= 0xae;
            spelled.put(prints ? b : other++, (byte) b);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int id : ids) {
            texts.get(id).chars().forEach(c -> out.write(spelled.get(c)));
        }
        return out.toByteArray();
    }

    @Test
    void readsHalfASurrogatePairAsTheReplacementCharacter() {
        TokenizedText tokens = tokenizer.encode("a\ud83db");
        assertThat(tokens.ends()[tokens.size() - 1]).isEqualTo(3);
        assertThat(bytes(tokens.ids())).isEqualTo("a\ufffdb".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void knowsSpecialTokensByNameAndNotInATextThatSpellsOne() {
        assertThat(tokenizer.special("<|endoftext|>")).isZero();
        assertThat(tokenizer.special("<|im_end|>")).isEqualTo(2);
        assertThat(tokenizer.special("the")).isEqualTo(-1);
        assertThat(tokenizer.encode("a <|im_end|> b").ids()).doesNotContain(0, 1, 2);
        assertThat(tokenizer.encode("").size()).isZero();
    }

    @Test
    void saysWhichFileIsNoTokenizer() throws IOException {
        Path file = folder.resolve("broken.json");
        Files.writeString(file, "{}");
        assertThatThrownBy(() -> HuggingFaceModelTokenizer.of("bench", file))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("model bench")
                .hasMessageContaining("broken.json");
    }
}
