package io.knowstream.extraction;

import static org.assertj.core.api.Assertions.assertThat;

import io.knowstream.inference.encoder.EntityGroup;
import io.knowstream.inference.encoder.EntitySpan;
import io.knowstream.inference.encoder.Tokens;
import java.util.List;
import org.junit.jupiter.api.Test;

class CoreferenceTest {

    @Test
    void sameTypeAndSurfaceAreOneEntityWhateverTheCase() {
        Coreference coreference = Coreference.of(
                Tokens.of("Apple sells apple in APPLE 2020 2021"),
                List.of(
                        span(0, 1, "Organization"),
                        span(2, 3, "Product"),
                        span(4, 5, "Organization"),
                        span(5, 6, "TimeExpression"),
                        span(6, 7, "TimeExpression")));

        assertThat(entitiesOf(coreference, 5)).containsExactly(0, 1, 0, 2, 3);
        assertThat(coreference.entities())
                .extracting(EntityGroup::type)
                .containsExactly("Organization", "Product", "TimeExpression", "TimeExpression");
        assertThat(coreference.entities().get(0).spans())
                .extracting(EntitySpan::first)
                .containsExactly(0, 4);
    }

    @Test
    void aPersonOfOneTokenJoinsTheFirstLongerNameThatHasIt() {
        // Before the long name or after it; Pierre Curie comes second.
        Coreference coreference = Coreference.of(
                Tokens.of("Curie and Marie Curie met Pierre Curie . Pierre left CURIE ."),
                List.of(
                        span(0, 1, "Person"),
                        span(2, 4, "Person"),
                        span(5, 7, "Person"),
                        span(8, 9, "Person"),
                        span(10, 11, "Person")));

        assertThat(entitiesOf(coreference, 5)).containsExactly(0, 0, 1, 1, 0);
    }

    @Test
    void onlyPersonsAreKnownByAPartOfTheirName() {
        Coreference coreference =
                Coreference.of(Tokens.of("New York or York"), List.of(span(0, 2, "Location"), span(3, 4, "Location")));

        assertThat(entitiesOf(coreference, 2)).containsExactly(0, 1);
    }

    private static int[] entitiesOf(Coreference coreference, int spans) {
        int[] entities = new int[spans];
        for (int i = 0; i < spans; i++) {
            entities[i] = coreference.entityOf(i);
        }
        return entities;
    }

    private static EntitySpan span(int first, int end, String type) {
        return new EntitySpan(first, end, type, 1);
    }
}
