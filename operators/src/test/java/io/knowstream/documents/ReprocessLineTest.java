package io.knowstream.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ReprocessLineTest {

    @Test
    void turnsAreAGapApartAndNeverInThePast() {
        ReprocessLine line = line(10);
        assertThat(line.join(1_000)).isEqualTo(1_100);
        assertThat(line.join(1_000)).isEqualTo(1_200);
        assertThat(line.back(1_100)).isEqualTo(1_300);
        assertThat(line.join(9_000)).isEqualTo(9_100);
        assertThat(line.outstanding()).isEqualTo(3);
    }

    @Test
    void aGapIsNeverShorterThanTheRateSays() {
        assertThat(line(300).join(0)).isEqualTo(4);
        assertThat(line(1_000).join(0)).isEqualTo(1);
        assertThat(line(0.001).join(0)).isEqualTo(1_000_000);
    }

    @Test
    void theRateHoldsForTimersThatComeLate() {
        ReprocessLine line = line(10);
        assertThat(line.mayGo(5_000)).isTrue();
        assertThat(line.mayGo(5_000)).isFalse();
        assertThat(line.mayGo(5_099)).isFalse();
        assertThat(line.mayGo(5_100)).isTrue();
    }

    @Test
    void countsWhoIsInLine() {
        ReprocessLine line = line(10);
        line.restore(2);
        line.join(0);
        line.admittedProvisional();
        line.leaveAdmitted();
        line.leave();
        assertThat(line.outstanding()).isOne();
        line.leaveAdmitted();
        assertThat(line.outstanding()).isZero();
    }

    @Test
    void patienceEndsWithTheMillisecondThatItSays() {
        ReprocessLine line = new ReprocessLine("admission", 10, Duration.ofSeconds(1));
        assertThat(line.isImpatient(5_000, 5_999)).isFalse();
        assertThat(line.isImpatient(5_000, 6_000)).isTrue();
    }

    private static ReprocessLine line(double rate) {
        return new ReprocessLine("admission", rate, Duration.ofDays(1));
    }
}
