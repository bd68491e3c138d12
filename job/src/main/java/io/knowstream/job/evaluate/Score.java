package io.knowstream.job.evaluate;

/**
 * How well what was found agrees with what is annotated, micro-averaged.
 *
 * @param name of what is measured
 * @param precision of what was found, how much is right; NaN where nothing was found
 * @param recall of what is annotated, how much was found; NaN where nothing is annotated
 * @param f1 their harmonic mean; 0 where one of them is 0 or NaN, NaN where both are NaN
 * @param gold how much is annotated
 * @param found how much was found
 */
public record Score(String name, Estimate precision, Estimate recall, Estimate f1, double gold, double found) {

    /** The same under another name. */
    public Score named(String other) {
        return new Score(other, precision, recall, f1, gold, found);
    }
}
