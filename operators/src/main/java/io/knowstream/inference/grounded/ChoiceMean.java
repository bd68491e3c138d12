package io.knowstream.inference.grounded;

/**
 * The confidence of an item: the geometric mean {@code exp(sum(ln p) / n)} of the probabilities of the {@code n} choices
 * that the model made for it. Text that it was not free to choose counts nothing.
 */
final class ChoiceMean {

    private double logs;
    private int choices;

    void clear() {
        logs = 0;
        choices = 0;
    }

    void add(double probability) {
        logs += StrictMath.log(Math.min(1, Math.max(Double.MIN_NORMAL, probability)));
        choices++;
    }

    /** In (0, 1]; 1 where there was nothing to choose. */
    double value() {
        return choices == 0 ? 1 : Math.max(Double.MIN_NORMAL, StrictMath.exp(logs / choices));
    }
}
