package io.knowstream.graph;

/** How well a document was understood: each component in parts per million of [0, 1]. */
public record Quality(int overall, int entity, int relationship, int coherence, int context) {

    /** Documents whose overall quality is lower are flagged and counted, never dropped. */
    public static final int FLAG_BELOW = 700_000;

    /** Combines the components with the weights .3, .3, .2 and .2. */
    public static Quality of(int entity, int relationship, int coherence, int context) {
        int overall = (int) ((3L * entity + 3L * relationship + 2L * coherence + 2L * context + 5) / 10);
        return new Quality(overall, entity, relationship, coherence, context);
    }

    /** Whether the document should be looked at. */
    public boolean flagged() {
        return overall < FLAG_BELOW;
    }
}
