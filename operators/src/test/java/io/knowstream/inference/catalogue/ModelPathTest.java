package io.knowstream.inference.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelPathTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "../x",
                "a/../b",
                "..",
                ".",
                "./a",
                "/etc/x",
                "a//b",
                "a/",
                "a\\..\\b",
                "C:x",
                "C:/x",
                "a\0b",
                "a\nb",
                "//host/x"
            })
    void refusesWhatCouldLeaveTheDirectory(String name) {
        assertThatThrownBy(() -> ModelPath.require(name, "the name"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("the name must");
    }

    @Test
    void refusesWhatIsVeryLongAndShowsItShortened() {
        assertThatThrownBy(() -> ModelPath.require("a".repeat(100_000), "the name"))
                .hasMessageContaining("must have at most 512 characters")
                .hasMessageNotContaining("a".repeat(100));
        assertThatThrownBy(() -> ModelPath.require("a".repeat(300), "the name")).hasMessageContaining("200");
    }

    @ParameterizedTest
    @ValueSource(strings = {"config.json", "onnx/model_q4.onnx", "onnx/model.onnx_data", "..a/b..", "a b"})
    void takesNamesInside(String name) {
        assertThat(ModelPath.require(name, "the name")).isEqualTo(name);
    }
}
