package io.knowstream.resolution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.knowstream.graph.Chunk;
import io.knowstream.graph.Document;
import io.knowstream.graph.GlobalContext;
import io.knowstream.graph.Ids;
import io.knowstream.graph.Manifest;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StoredManifestTest {

    private static final Document DOCUMENT = new Document("d", null, "Ünï \ud83d\ude00", 7L, Map.of("k", "v", "a", ""));

    @Test
    void givesBackWhatItTook() {
        List<Chunk> chunks = List.of(
                new Chunk(Ids.hash("a"), Ids.hash("b"), 0, 3),
                new Chunk("no hash", Ids.hash("c").toUpperCase(), 2, 5));
        GlobalContext context = new GlobalContext(null, List.of("Ünï", ""), "Ünï");
        for (Manifest manifest : List.of(
                new Manifest("d", 3, DOCUMENT, context, chunks),
                new Manifest(
                        "d",
                        1L << 40,
                        new Document("d", "T", "x", null, null),
                        null,
                        List.of(),
                        "no boundaries",
                        null))) {
            byte[] stored = StoredManifest.compress(manifest, true);
            assertThat(StoredManifest.decompress("d", stored)).isEqualTo(manifest);
            assertThat(StoredManifest.chunks(stored)).isEqualTo(manifest.chunks());
            assertThat(StoredManifest.compress(manifest, true)).isEqualTo(stored);
            assertThat(StoredManifest.validated(stored)).isTrue();
            assertThat(StoredManifest.validated(StoredManifest.compress(manifest, false)))
                    .isFalse();
        }
    }

    @Test
    void isLittleMoreThanTheTextAndTheHashes() {
        String text = "Ann met Bob in Paris. ".repeat(100);
        List<Chunk> chunks = List.of(new Chunk(Ids.hash("a"), Ids.hash("b"), 0, text.length()));
        GlobalContext context = new GlobalContext("T", List.of(), text.substring(0, 500));
        byte[] stored = StoredManifest.compress(
                new Manifest("d", 1, new Document("d", "T", text, null, Map.of()), context, chunks), true);
        assertThat(stored).hasSizeLessThan(200);
    }

    @Test
    void refusesWhatItDidNotMake() {
        byte[] stored = StoredManifest.compress(new Manifest("d", 3, DOCUMENT, null, List.of()), true);
        assertThatThrownBy(() -> StoredManifest.decompress("d", Arrays.copyOf(stored, 9)))
                .isInstanceOf(IllegalArgumentException.class);
        stored[0] = 9;
        assertThatThrownBy(() -> StoredManifest.chunks(stored)).hasMessageContaining("format 1 (got 9)");
    }
}
