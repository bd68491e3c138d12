package io.knowstream.chunking;

/**
 * Which of a document's waiting chunk tasks have not been sent: those numbered from {@code next} up to {@code end},
 * exclusive.
 */
public record FanOut(int next, int end) {

    int size() {
        return end - next;
    }
}
