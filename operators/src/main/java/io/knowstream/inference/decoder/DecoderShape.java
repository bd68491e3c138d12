package io.knowstream.inference.decoder;

/**
 * What a decoder's graph looks like from outside.
 *
 * @param layers how many layers have keys and values
 * @param kvHeads heads of keys and values
 * @param headSize numbers in a head's key or value
 * @param vocabulary how many tokens there are; 0 where the graph does not say
 * @param inPlace whether every layer's keys and values go through GroupQueryAttention, which writes into the buffer that it
 *     reads; else they are concatenated anew in every step
 * @param positions whether the graph asks for positions
 * @param rows whether the graph takes the positions that get logits
 */
record DecoderShape(
        int layers, int kvHeads, int headSize, int vocabulary, boolean inPlace, boolean positions, boolean rows) {

    static final String IDS = "input_ids";
    static final String MASK = "attention_mask";
    static final String POSITIONS = "position_ids";
    static final String LOGITS = "logits";
    /** Positions of the input that get logits, in the order of the output. */
    static final String ROWS = "knowstream_rows";

    /** The input of a layer's keys or values. */
    static String past(int layer, boolean value) {
        return "past_key_values." + layer + (value ? ".value" : ".key");
    }

    /** The output of a layer's keys or values. */
    static String present(int layer, boolean value) {
        return "present." + layer + (value ? ".value" : ".key");
    }

    /** Bytes of the keys and values of one token. */
    long tokenBytes() {
        return 2L * layers * kvHeads * headSize * Float.BYTES;
    }
}
