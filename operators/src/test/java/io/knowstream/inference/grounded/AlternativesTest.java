package io.knowstream.inference.grounded;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class AlternativesTest {

    private static int[] next(Alternatives.Cursor cursor) {
        TokenBuffer out = new TokenBuffer();
        cursor.addNext(out);
        return out.toArray();
    }

    @Test
    void aChoiceIsMadeTokenByTokenAmongThoseEnabled() {
        Alternatives alternatives =
                Alternatives.of(List.of(new int[] {5, 1, 9}, new int[] {5, 2, 9}, new int[] {3, 9}, new int[] {5, 9}));
        Alternatives.Cursor cursor = new Alternatives.Cursor(alternatives);
        cursor.begin(new boolean[] {true, true, true, true});
        assertThat(next(cursor)).containsExactly(3, 5);
        cursor.accept(5);
        assertThat(next(cursor)).containsExactly(1, 2, 9);
        cursor.accept(2);
        cursor.accept(9);
        assertThat(cursor.isDone()).isTrue();
        assertThat(cursor.value()).isEqualTo(1);
        cursor.begin(new boolean[] {true, false, false, true});
        assertThat(next(cursor)).containsExactly(5);
        cursor.accept(5);
        assertThat(next(cursor)).containsExactly(1, 9);
    }

    @Test
    void whatIsTheBeginningOfAnotherLeavesTheLast() {
        Alternatives alternatives =
                Alternatives.of(List.of(new int[] {1, 2}, new int[] {}, new int[] {3}, new int[] {1}, new int[] {3}));
        assertThat(List.of(0, 1, 2, 3, 4)).filteredOn(alternatives::has).containsExactly(3, 4);
        assertThat(alternatives.longest()).isEqualTo(1);
        assertThat(alternatives.size()).isEqualTo(2);
    }
}
