package io.knowstream.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.github.luben.zstd.Zstd;
import io.knowstream.graph.Document;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoredDocumentTest {

    @ParameterizedTest
    @ValueSource(strings = {"plain", "İstanbul 東京 \uD83D\uDE00 e\u0301", " ", "\r\n\t"})
    void restoresWhatItCompressed(String text) {
        Document document = new Document("id-" + text, text, text.repeat(1000), 7L, Map.of("b", text, "a", ""));
        assertThat(StoredDocument.decompress(StoredDocument.compress(document))).isEqualTo(document);
    }

    @Test
    void keepsAbsentPartsAbsent() {
        Document document = new Document("id", null, "text", null, null);
        assertThat(StoredDocument.decompress(StoredDocument.compress(document))).isEqualTo(document);
    }

    @Test
    void isSmallerThanNaturalText() {
        String text = "The graph is a function of the surviving documents. ".repeat(100);
        assertThat(StoredDocument.compress(new Document("id", null, text, null, null)).length)
                .isLessThan(text.length() / 10);
    }

    /** Format 1 is in savepoints: these bytes must stay readable. */
    @Test
    void readsFormatOne() {
        byte[] stored = Zstd.compress(
                HexFormat.of()
                        .parseHex("01" + "0000000161" + "ffffffff" + "00000002c3a9" + "01" + "0000000000000005"
                                + "00000001" + "000000016b" + "0000000176"),
                3);
        Document document = new Document("a", null, "\u00e9", 5L, Map.of("k", "v"));
        assertThat(StoredDocument.decompress(stored)).isEqualTo(document);
        assertThat(StoredDocument.compress(document)).isEqualTo(stored);
    }

    @Test
    void refusesOtherBytes() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StoredDocument.decompress(new byte[] {1, 2, 3}))
                .withMessageContaining("zstd frame");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StoredDocument.decompress(Zstd.compress(new byte[] {9, 0, 0, 0}, 3)))
                .withMessage("a stored document must be of format 1 (got 9)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StoredDocument.decompress(Zstd.compress(new byte[] {1, 0, 0}, 3)))
                .withMessage("a stored document is cut off");
    }
}
