package io.knowstream.job.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ChartPageTest {

    private static final String ATTACK = "</script><script>alert(1)</script><img src=x onerror='alert(1)'>\"&";

    private static ChartPage page(String text) {
        return new ChartPage(text)
                .section(text)
                .paragraph(text)
                .list(List.of(text))
                .table(List.of(text, "value"), List.of(List.of(text, text)))
                .chart(Chart.of(Chart.Kind.BAR, text, text, List.of(text), List.of(1.5)))
                .chart(Chart.of(Chart.Kind.DOUGHNUT, "parts", "s", List.of("a", "b"), List.of(1.0, 2.0)));
    }

    @Test
    void showsWhatIsPutInAsTextAlone() throws IOException {
        String html = page(ATTACK).toHtml();

        assertThat(html).doesNotContain("<script>alert", "<img").contains("&lt;img src=x onerror=&#39;");
        assertThat(Pattern.compile("<script").matcher(html).results().count())
                .as("the data, the library and the page's own")
                .isEqualTo(3);
    }

    @Test
    void refersToNothingOutside() throws IOException {
        String html = page("figures").toHtml();

        assertThat(html)
                .contains("default-src 'none'; script-src 'sha256-")
                .doesNotContainPattern("\\b(src|href|action)=")
                .doesNotContain("url(", "@import", "sourceMappingURL", "unsafe");
    }

    @Test
    void isAFunctionOfItsContent() throws IOException {
        assertThat(page("figures").toHtml()).isEqualTo(page("figures").toHtml());
    }

    @Test
    void refusesFiguresThatDoNotFitTheirLabels() {
        assertThatThrownBy(() -> Chart.of(Chart.Kind.LINE, "load", "", List.of("a", "b"), List.of(1.0)))
                .hasMessage("series load of chart load must have 2 values, one a label (got 1)");
        assertThatThrownBy(() -> new Chart(Chart.Kind.DOUGHNUT, "parts", "", List.of("a"), List.of()))
                .hasMessage("a doughnut must have one series (got 0 in chart parts)");
        assertThatThrownBy(() -> new ChartPage("t").table(List.of("a", "b"), List.of(List.of("1"))))
                .hasMessage("a row must have 2 cells (got [1])");
    }
}
