package io.knowstream.graph;

import java.io.Serializable;

/**
 * What the graph depends on beside the documents. A document carries it from its admission on, so that what is under way
 * at a change of the configuration is told apart from what comes after it: whoever can do its work as it was meant does
 * so, and whoever would need other models than it has leaves it to {@code AsyncOperator}.
 *
 * @param whole hash of all of it
 * @param extraction hash of the models and the configuration that a chunk's extraction depends on
 * @param degraded the same of a provisional chunk
 * @param preserveContext whether the document's context goes with each chunk
 * @param termsReachModels whether the models read its key terms; never those of provisional documents
 * @param qualityValidation whether documents are given a quality
 */
public record ConfigurationFingerprint(
        String whole,
        String extraction,
        String degraded,
        boolean preserveContext,
        boolean termsReachModels,
        boolean qualityValidation)
        implements Serializable {

    /**
     * The fingerprint of a chunk: of its text, the models and the configuration, and of what reaches a model of the
     * context: the title alone where encoders read, so that a change elsewhere in the document leaves the other chunks as
     * they are; the key terms too where language models do.
     *
     * @param context null where none goes with the chunk
     */
    public String chunk(String text, GlobalContext context, boolean provisional) {
        String told = context == null ? null : context.title();
        if (context != null && termsReachModels && !provisional) {
            told = Ids.hash(context.title(), Ids.hash(context.keyTerms().toArray(String[]::new)));
        }
        return Ids.hash(text, told, provisional ? degraded : extraction);
    }

    /** Whether extraction under this configuration gives what the task asks for. */
    public boolean fits(ChunkTask task) {
        return chunk(task.text(), task.context(), task.provisional()).equals(task.fingerprint());
    }

    /** Whether a document was admitted under this configuration, or before documents said under which. */
    public boolean fits(AdmittedDocument admitted) {
        return admitted.configuration() == null
                || admitted.configuration().whole().equals(whole);
    }
}
