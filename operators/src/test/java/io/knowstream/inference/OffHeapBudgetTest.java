package io.knowstream.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OffHeapBudgetTest {

    @ParameterizedTest
    @CsvSource({
        "500, , true",
        "500, 9223372036854775807, true",
        "500, 501, true",
        "500, 500, true",
        "500, 499, false",
        "500, 0, false",
    })
    void fitsWhereNothingBoundsItOrTheBoundIsNoLower(long budget, Long offHeap, boolean fits) {
        Throwable failure = catchThrowable(() -> OffHeapBudget.require(budget, offHeap));
        if (fits) {
            assertThat(failure).isNull();
        } else {
            assertThat(failure)
                    .isInstanceOf(ModelException.class)
                    .hasMessageContaining("models.budget is 500 bytes")
                    .hasMessageContaining("taskmanager.memory.task.off-heap.size leaves " + offHeap + " bytes")
                    .hasMessageContaining("to at least 500b");
        }
    }
}
