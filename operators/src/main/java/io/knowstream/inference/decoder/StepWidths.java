package io.knowstream.inference.decoder;

/**
 * How many tokens, or sequences, may go into one step so that the bits of an answer do not depend on how many there are.
 * Kernels take other paths for one row, and some for rows that are left over from blocks of two or four.
 *
 * @param least the fewest; less are filled up
 * @param multiple what the number is filled up to a multiple of
 * @param most the most
 */
record StepWidths(int least, int multiple, int most) {

    /** Where any number from two on gives the same bits. */
    static final StepWidths ANY = new StepWidths(2, 1, 16);
    /** Where even numbers give the same bits: the row that is left over from pairs goes through another kernel. */
    static final StepWidths EVEN = new StepWidths(2, 2, 16);
    /** Where multiples of four give the same bits. */
    static final StepWidths FOURS = new StepWidths(4, 4, 16);
    /** Where no two numbers give the same bits: there is one number only. */
    static final StepWidths FIXED = new StepWidths(8, 8, 8);
    /** Where nothing is filled up, as the steps are a function of the sequence alone. */
    static final StepWidths UNFILLED = new StepWidths(1, 1, 16);

    int filled(int rows) {
        return Math.max(least, (rows + multiple - 1) / multiple * multiple);
    }
}
