package io.knowstream.inference.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TurnQueueTest {

    private final TurnQueue<String, Integer> queue = new TurnQueue<>(3);

    @Test
    void theModelWhoseRequestWaitsLongestComesFirst() throws Exception {
        add("b", 1);
        add("a", 2);
        assertThat(queue.take()).isEqualTo("b");
    }

    @Test
    void aTurnGoesOnAsLongAsNoOtherModelWaits() throws Exception {
        add("a", 1, 2, 3, 4, 5);
        queue.take();
        for (int request = 1; request <= 5; request++) {
            assertThat(queue.next("a")).isEqualTo(request);
        }
        assertThat(queue.next("a")).isNull();
    }

    @Test
    void aTurnEndsAfterItsWindowWhereOthersWait() throws Exception {
        add("a", 1, 2, 3, 4, 5);
        add("b", 6);
        queue.take();
        assertThat(queue.next("a")).isEqualTo(1);
        assertThat(queue.next("a")).isEqualTo(2);
        assertThat(queue.next("a")).isEqualTo(3);
        assertThat(queue.next("a")).isNull();
        queue.leave("a");

        assertThat(queue.take()).isEqualTo("a");
        assertThat(queue.next("a")).isEqualTo(4);
    }

    @Test
    void modelsAlternateWhileBothHaveRequests() throws Exception {
        add("a", 1, 2, 3);
        add("b", 4, 5, 6);
        add("a", 7);
        add("b", 8);
        StringBuilder turns = new StringBuilder();
        for (int turn = 0; turn < 4; turn++) {
            String model = queue.take();
            turns.append(model);
            while (queue.next(model) != null) {
                turns.append('.');
            }
            queue.leave(model);
        }
        assertThat(turns).hasToString("a...b...a.b.");
    }

    @Test
    void aThreadJoinsTheModelThatAnotherServes() throws Exception {
        add("a", 1, 2, 3);
        add("b", 4);
        assertThat(queue.take()).isEqualTo("a");
        queue.next("a");
        assertThat(queue.take()).isEqualTo("a");
        queue.next("a");
        queue.next("a");
        add("a", 5);
        assertThat(queue.take()).isEqualTo("b");
    }

    @Test
    void aThreadWaitsForARequest() throws Exception {
        CompletableFuture<String> taken = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                taken.complete(queue.take());
            } catch (InterruptedException e) {
                taken.completeExceptionally(e);
            }
        });
        thread.start();
        add("a", 1);
        assertThat(taken.get(10, TimeUnit.SECONDS)).isEqualTo("a");
        thread.join();
    }

    @Test
    void closingLetsThreadsGoAndGivesBackWhatWaits() throws Exception {
        add("a", 1);
        add("b", 2);
        queue.take();
        assertThat(queue.close()).containsExactly(1, 2);
        assertThat(queue.take()).isNull();
        assertThat(queue.next("a")).isNull();
        queue.leave("a");
        assertThatThrownBy(() -> add("a", 3)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void drainingTakesTheRequestsOfOneModel() throws Exception {
        add("a", 1, 2);
        add("b", 3);
        queue.take();
        assertThat(queue.drain("a")).containsExactly(1, 2);
        assertThat(queue.size()).isEqualTo(1);
    }

    private void add(String model, int... requests) {
        for (int request : requests) {
            queue.add(model, request);
        }
    }
}
