package io.knowstream.job.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HeldOutTest {

    @Test
    void documentsAreKnownByTheirIds() {
        HeldOut list = HeldOut.of(GoldFormat.DOCRED, GoldFormat.Task.ENTITIES).orElseThrow();
        assertThat(list.has(GoldDocument.plain("Carey Business School", "Carey Business School", "x")))
                .isTrue();
        assertThat(list.has(GoldDocument.plain("No such title", "No such title", "x")))
                .isFalse();
    }

    @Test
    void relationsWereTunedOnSomeOfThem() {
        HeldOut list = HeldOut.of(GoldFormat.DOCRED, GoldFormat.Task.RELATIONS).orElseThrow();
        assertThat(list.has(GoldDocument.plain("Carey Business School", "Carey Business School", "x")))
                .isFalse();
        assertThat(list.has(GoldDocument.plain("Pleistocene coyote", "Pleistocene coyote", "x")))
                .isTrue();
    }

    @Test
    void plainTextsAreKnownBySourceAndTitle() {
        HeldOut list = HeldOut.of(GoldFormat.TEXT, GoldFormat.Task.RETRIEVAL).orElseThrow();
        assertThat(list.has(GoldDocument.plain("wiki/7", "Changed It", "x"))).isTrue();
        assertThat(list.has(GoldDocument.plain("openstax/7", "Changed It", "x")))
                .isFalse();
    }

    @Test
    void noModelWasTrainedOnTheOthers() {
        assertThat(HeldOut.of(GoldFormat.GUM, GoldFormat.Task.ENTITIES)).isEmpty();
    }
}
