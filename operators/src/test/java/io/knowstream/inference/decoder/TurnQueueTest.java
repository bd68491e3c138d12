package io.knowstream.inference.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
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
            assertThat(queue.next("a", any -> true)).isEqualTo(request);
        }
        assertThat(queue.next("a", any -> true)).isNull();
    }

    @Test
    void aTurnEndsAfterItsWindowWhereOthersWait() throws Exception {
        add("a", 1, 2, 3, 4, 5);
        add("b", 6);
        queue.take();
        assertThat(queue.next("a", any -> true)).isEqualTo(1);
        assertThat(queue.next("a", any -> true)).isEqualTo(2);
        assertThat(queue.next("a", any -> true)).isEqualTo(3);
        assertThat(queue.next("a", any -> true)).isNull();
        queue.leave("a");

        assertThat(queue.take()).isEqualTo("a");
        assertThat(queue.next("a", any -> true)).isEqualTo(4);
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
            while (queue.next(model, any -> true) != null) {
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
        queue.next("a", any -> true);
        assertThat(queue.take()).isEqualTo("a");
        queue.next("a", any -> true);
        queue.next("a", any -> true);
        add("a", 5);
        assertThat(queue.take()).isEqualTo("b");
    }

    @Test
    void aThreadJoinsNoTurnThatIsOverAndWaitsUntilOneIsLeft() throws Exception {
        add("a", 1, 2, 3, 4);
        add("b", 5, 6, 7, 8);
        for (String model : new String[] {"a", "b"}) {
            assertThat(queue.take()).isEqualTo(model);
            while (queue.next(model, any -> true) != null) {}
        }
        CompletableFuture<String> taken = taking();
        await().until(() -> takers() == 1);
        assertThat(taken).isNotDone();
        queue.leave("b");
        assertThat(taken.get(10, TimeUnit.SECONDS)).isEqualTo("b");
    }

    private static long takers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("taker") && thread.getState() == Thread.State.WAITING)
                .count();
    }

    @Test
    void aThreadWaitsForARequest() throws Exception {
        CompletableFuture<String> taken = taking();
        add("a", 1);
        assertThat(taken.get(10, TimeUnit.SECONDS)).isEqualTo("a");
    }

    private CompletableFuture<String> taking() {
        CompletableFuture<String> taken = new CompletableFuture<>();
        new Thread(
                        () -> {
                            try {
                                taken.complete(queue.take());
                            } catch (InterruptedException e) {
                                taken.completeExceptionally(e);
                            }
                        },
                        "taker")
                .start();
        return taken;
    }

    @Test
    void closingLetsThreadsGoAndGivesBackWhatWaits() throws Exception {
        add("a", 1);
        add("b", 2);
        queue.take();
        assertThat(queue.close()).containsExactly(1, 2);
        assertThat(queue.take()).isNull();
        assertThat(queue.next("a", any -> true)).isNull();
        queue.leave("a");
        assertThatThrownBy(() -> add("a", 3)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aRequestThatDoesNotSuitTheThreadStaysFirst() throws Exception {
        add("a", 1, 2);
        queue.take();
        assertThat(queue.next("a", request -> request > 1)).isNull();
        assertThat(queue.peek("a")).isEqualTo(1);
    }

    @Test
    void lingeringEndsWithARequestOrWhenAnotherModelWaits() throws Exception {
        add("a", 1);
        queue.take();
        queue.next("a", any -> true);
        CompletableFuture<Boolean> lingering = lingering();
        add("a", 2);
        assertThat(lingering.get(10, TimeUnit.SECONDS)).isTrue();
        queue.next("a", any -> true);

        lingering = lingering();
        add("b", 3);
        assertThat(lingering.get(10, TimeUnit.SECONDS)).isFalse();
        assertThat(queue.linger("a", any -> true, Duration.ZERO)).isFalse();
    }

    @Test
    void lingeringEndsAtOnceWhereTheNextRequestIsNoneForTheThread() throws Exception {
        add("a", 1, 2, 3, 4);
        queue.take();
        assertThat(queue.linger("a", request -> request > 1, Duration.ofMinutes(1)))
                .isFalse();
        for (int request = 1; request <= 3; request++) {
            queue.next("a", any -> true);
        }
        add("b", 5);
        assertThat(queue.linger("a", any -> true, Duration.ofMinutes(1)))
                .as("the window is over and another model waits")
                .isFalse();
    }

    @Test
    void lingeringEndsForAModelThatAThreadWaitsToLoad() throws Exception {
        add("a", 1);
        queue.take();
        queue.next("a", any -> true);
        add("b", 2);
        assertThat(queue.take()).isEqualTo("b");
        assertThat(queue.linger("a", any -> true, Duration.ofMinutes(1))).isFalse();
        queue.next("b", any -> true);
        add("b", 3);
        assertThat(queue.linger("a", any -> true, Duration.ZERO)).isFalse();
    }

    @Test
    void aRequestThatWaitsCanBeTakenOutOnce() throws Exception {
        add("a", 1, 2);
        queue.take();
        assertThat(queue.remove("a", 1)).isTrue();
        assertThat(queue.remove("a", 1)).isFalse();
        assertThat(queue.peek("a")).isEqualTo(2);
    }

    private CompletableFuture<Boolean> lingering() {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return queue.linger("a", any -> true, Duration.ofMinutes(1));
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
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
