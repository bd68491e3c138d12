package io.knowstream.job.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What documents a workload makes. */
class ScaleWorkloadTest {

    private static final int DOCUMENTS = 400;

    @ParameterizedTest
    @EnumSource(ScaleSkew.class)
    void loadsSoManyKeepsThemSoAndDeletesAll(ScaleSkew skew) {
        ScaleWorkload workload = new ScaleWorkload(skew, DOCUMENTS, 100, 100, 2, 3);
        ScaleNames names = workload.names();
        Map<String, String> held = new TreeMap<>();
        Map<Integer, Long> upserts = new HashMap<>();
        long upsert = 0;
        for (int step = 0; step < workload.all(); step++) {
            upserts.put(step, upsert);
            for (int lane = 0; lane < 2; lane++) {
                ScaleWorkload.Change change = workload.at(lane, step, names);
                if (change.json() == null) {
                    assertThat(held.remove(change.id())).isNotNull();
                } else {
                    String json = new String(change.json(), StandardCharsets.UTF_8);
                    assertThat(json).isNotEqualTo(held.put(change.id(), json));
                    upsert++;
                }
            }
            if (step == workload.loaded() - 1 || step == workload.changed() - 1) {
                assertThat(held).hasSize(DOCUMENTS);
            }
        }
        assertThat(held).isEmpty();
        for (int step = workload.loaded(); step <= workload.changed(); step++) {
            assertThat(workload.upserts(step)).isEqualTo(upserts.get(step));
        }
    }

    @ParameterizedTest
    @EnumSource(ScaleSkew.class)
    void entitiesHaveNamesOfTheirOwn(ScaleSkew skew) {
        Set<String> names = new HashSet<>();
        for (int entity = 0; entity < 100_000; entity++) {
            names.add(ScaleNames.write(entity, new SplittableRandom(1)));
        }
        assertThat(names).hasSize(100_000);
        ScaleNames drawn = new ScaleNames(skew, 1_000);
        SplittableRandom random = new SplittableRandom(1);
        int first = 0;
        for (int i = 0; i < 10_000; i++) {
            int entity = drawn.draw(random);
            assertThat(entity).isBetween(0, 999);
            first += entity == 0 ? 1 : 0;
        }
        // Zipf's law with the exponent 1.1 gives the first of 1,000 nearly 18 %.
        if (skew == ScaleSkew.ZIPF) {
            assertThat(first).isBetween(1_600, 2_000);
        } else {
            assertThat(first).isLessThan(50);
        }
    }

    @ParameterizedTest
    @EnumSource(ScaleSkew.class)
    void refusesWhatDoesNotGoIntoItsLanes(ScaleSkew skew) {
        assertThatThrownBy(() -> new ScaleWorkload(skew, 100, 50, 0, 3, 1))
                .hasMessage("100 documents and 50 and 0 changes do not go into 3 lanes of 4 and 5 steps");
    }
}
