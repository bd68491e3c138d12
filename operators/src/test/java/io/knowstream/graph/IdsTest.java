package io.knowstream.graph;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class IdsTest {

    @Test
    void idsOfEqualContentAreEqualForEver() {
        assertThat(Ids.entity("Person", "Marie Curie")).isEqualTo("fd3f118c0eef585d327fd352c90c5a2e");
        assertThat(Ids.chunk("d1", "text", 0)).isEqualTo("22cb2c06400b3406ad6e9b9cd9408560");
        assertThat(Ids.relationship("a", "P19", "b")).isEqualTo("f97891f830885e1a418adb186e638bb0");
    }

    @Test
    void partsAreToldApart() {
        assertThat(Ids.hash("ab", "c")).isNotEqualTo(Ids.hash("a", "bc"));
        assertThat(Ids.hash("a", null)).isNotEqualTo(Ids.hash("a", ""));
    }

    @Test
    void anEntityIsItsTypeAndNormalizedName() {
        assertThat(Ids.entity("Person", " marie  CURIE")).isEqualTo(Ids.entity("Person", "Marie Curie"));
        assertThat(Ids.entity("Work", "Marie Curie")).isNotEqualTo(Ids.entity("Person", "Marie Curie"));
    }
}
