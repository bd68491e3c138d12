package io.knowstream.inference.encoder;

import static org.assertj.core.api.Assertions.assertThat;

import io.knowstream.inference.encoder.Windows.Window;
import java.util.List;
import org.junit.jupiter.api.Test;

class WindowsTest {

    @Test
    void aTextThatFitsIsOneWindow() {
        assertThat(Windows.of(0, 8)).containsExactly(new Window(0, 0, 0, 0));
        assertThat(Windows.of(8, 8)).containsExactly(new Window(0, 8, 0, 8));
    }

    @Test
    void windowsAnswerForEveryTokenOnce() {
        for (int max = 4; max <= 64; max++) {
            for (int size = max + 1; size < 5 * max; size++) {
                List<Window> windows = Windows.of(size, max);
                int next = 0;
                for (Window window : windows) {
                    assertThat(window.to() - window.from()).isBetween(1, max);
                    assertThat(window.keepFrom()).isEqualTo(next).isGreaterThanOrEqualTo(window.from());
                    assertThat(window.keepTo()).isGreaterThan(next).isLessThanOrEqualTo(window.to());
                    next = window.keepTo();
                }
                assertThat(next).isEqualTo(size);
            }
        }
    }
}
