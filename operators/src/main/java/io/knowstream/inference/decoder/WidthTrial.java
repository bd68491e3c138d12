package io.knowstream.inference.decoder;

import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tries out which numbers of tokens, or sequences, give bit-equal logits on this machine: a matter of its processor and of
 * the kernels that the runtime picks for it.
 */
final class WidthTrial {

    private static final Logger LOG = LoggerFactory.getLogger(WidthTrial.class);
    /** Of no meaning; fixed so that every trial of a model is the same. */
    private static final long SEED = 42;
    /** Odd, so that the tokens tried begin in the middle of a vector register's width. */
    private static final int BEFORE = 29;

    /** By what was tried of which model: a machine does not change, and a model may be loaded again and again. */
    private static final Map<String, StepWidths> FOUND = new ConcurrentHashMap<>();

    private final CausalLm model;
    private final int[] tokens;

    private WidthTrial(CausalLm model) {
        this.model = model;
        this.tokens = new Random(SEED)
                .ints(BEFORE + StepWidths.ANY.most(), 0, model.vocabulary())
                .toArray();
    }

    /** How many tokens of one sequence may go into a step. */
    static StepWidths ofTokens(CausalLm model) {
        return FOUND.computeIfAbsent(
                "tokens " + model.fingerprint(), key -> choose(model, "tokens", new WidthTrial(model)::tokensAgree));
    }

    /** How many sequences may go into a step. */
    static StepWidths ofSequences(CausalLm model) {
        return FOUND.computeIfAbsent(
                "sequences " + model.fingerprint(),
                key -> choose(model, "sequences", new WidthTrial(model)::sequencesAgree));
    }

    private interface Trial {
        boolean agrees(StepWidths widths, int... tried);
    }

    private static StepWidths choose(CausalLm model, String what, Trial trial) {
        if (trial.agrees(StepWidths.ANY, 2, 3, 4, 5, 8, 11, 16)) {
            return StepWidths.ANY;
        }
        if (trial.agrees(StepWidths.EVEN, 2, 4, 6, 8, 10, 12, 14, 16)) {
            LOG.info("model {}: steps are filled up to even numbers of {}", model.name(), what);
            return StepWidths.EVEN;
        }
        if (trial.agrees(StepWidths.FOURS, 4, 8, 12, 16)) {
            LOG.info("model {}: steps are filled up to multiples of four {}", model.name(), what);
            return StepWidths.FOURS;
        }
        LOG.warn(
                "model {}: on this machine an answer's bits depend on how many {} a step has; each step is filled up to {}",
                model.name(),
                what,
                StepWidths.FIXED.most());
        return StepWidths.FIXED;
    }

    /** Whether tokens get the same logits one by one, filled up, and together. */
    private boolean tokensAgree(StepWidths widths, int... tried) {
        try (DecoderSteps steps = model.newSteps();
                KvCache cache = model.newCache(1, 2 * (BEFORE + StepWidths.ANY.most()))) {
            steps.feed(cache, 0, tokens, 0, BEFORE, StepWidths.UNFILLED, 1);
            int[][] alone = new int[StepWidths.ANY.most()][];
            for (int i = 0; i < alone.length; i++) {
                steps.feed(cache, 0, tokens, BEFORE + i, 1, widths, 1);
                alone[i] = bits(steps, 0);
            }
            for (int width : tried) {
                cache.truncate(0, BEFORE);
                steps.feed(cache, 0, tokens, BEFORE, width, widths, width);
                for (int i = 0; i < width; i++) {
                    if (!Arrays.equals(alone[i], bits(steps, i))) {
                        return false;
                    }
                }
            }
            return true;
        }
    }

    /** Whether a sequence gets the same logits among few and among many. */
    private boolean sequencesAgree(StepWidths widths, int... tried) {
        int rows = StepWidths.ANY.most();
        try (DecoderSteps steps = model.newSteps();
                InPlaceCache cache = (InPlaceCache) model.newCache(rows, 2 * BEFORE)) {
            for (int row = 0; row < rows; row++) {
                int length = BEFORE - row;
                steps.feed(cache, row, tokens, 0, length, StepWidths.UNFILLED, 1);
            }
            int[][] among = new int[rows][];
            for (int at = -1; at < tried.length; at++) {
                int width = at < 0 ? rows : tried[at];
                // Two steps, as the second reads the keys and values that the first has written.
                for (int i = 0; i < 2; i++) {
                    int[] fed = new int[rows];
                    for (int row = 0; row < rows; row++) {
                        fed[row] = tokens[BEFORE + (row + i) % rows];
                    }
                    steps.feedEach(cache, width, fed);
                }
                for (int row = 0; row < width; row++) {
                    int[] bits = bits(steps, row);
                    if (at < 0) {
                        among[row] = bits;
                    } else if (!Arrays.equals(among[row], bits)) {
                        return false;
                    }
                    cache.truncate(row, BEFORE - row);
                }
            }
            return true;
        }
    }

    private int[] bits(DecoderSteps steps, int answer) {
        int[] bits = new int[model.vocabulary()];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = Float.floatToRawIntBits(steps.logit(answer, i));
        }
        return bits;
    }
}
