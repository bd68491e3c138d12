package io.knowstream.metrics;

/**
 * Everything that is measured: its name (with the unit), its kind, and the label that tells metrics of one name apart.
 *
 * <p>Flink shows them under the operator that records them; its Prometheus reporter writes
 * {@code flink_taskmanager_job_task_operator_knowstream_<name>} or, with a label, {@code ..._knowstream_<label>_<name>}. All
 * are listed in docs/metrics.md, which a test compares with this.
 */
public enum Metric {
    /** Documents and deletions that passed the decoder. */
    DOCUMENTS_IN("documentsIn", Kind.COUNTER),
    /** Records that went to the dead letters. */
    DOCUMENTS_REJECTED("documentsRejected", Kind.COUNTER),
    /** Documents that were held already with the same content and configuration. */
    DOCUMENTS_UNCHANGED("documentsUnchanged", Kind.COUNTER),
    /** Documents and deletions of a version lower than the one held. */
    DOCUMENTS_STALE("documentsStale", Kind.COUNTER),
    /** Deletions that removed a document. */
    DOCUMENTS_DELETED("documentsDeleted", Kind.COUNTER),
    /** Documents that were admitted to be extracted the degraded way, as memory was limited. */
    DOCUMENTS_PROVISIONAL("documentsProvisional", Kind.COUNTER),
    /** Documents that were admitted again, to be extracted in full. */
    DOCUMENTS_REPROCESSED("documentsReprocessed", Kind.COUNTER),
    /** Documents in line to be extracted again. */
    REPROCESS_OUTSTANDING("reprocessOutstanding", Kind.GAUGE),
    /** Documents whose extraction is complete. */
    DOCUMENTS_COMPLETED("documentsCompleted", Kind.COUNTER),
    /** Completed documents with a chunk that failed. */
    DOCUMENTS_FAILED("documentsFailed", Kind.COUNTER),
    /** Documents completed a second, over the last minute. */
    DOCUMENTS_RATE("documentsPerSecond", Kind.METER),
    /** Completed documents with an overall quality under the threshold, or with a chunk that failed. */
    DOCUMENTS_FLAGGED("documentsFlagged", Kind.COUNTER),
    /** Overall quality of a completed document. */
    DOCUMENT_QUALITY("documentQualityPpm", Kind.HISTOGRAM),
    /** Completed documents by overall quality in percent, in bands of ten: {@code 60to70} are those from 0.6 to under 0.7. */
    DOCUMENTS_BY_QUALITY("documentsByQuality", Kind.COUNTER, "quality", null),
    /** Sum of the overall qualities of completed documents; divided by those by quality it is the mean. */
    DOCUMENTS_QUALITY("documentsQualityPpm", Kind.COUNTER),
    /** Completed documents of which it is known when they arrived in the job: not those that a restore brought back. */
    DOCUMENTS_TIMED("documentsTimed", Kind.COUNTER),
    /** Sum of the time that completed documents took, each from its arrival in the job. */
    DOCUMENTS_TIME("documentsMillis", Kind.COUNTER),

    /** Chunks that went to extraction. */
    CHUNKS("chunks", Kind.COUNTER),
    /** Chunks of a changed document whose results are held or under way. */
    CHUNKS_REUSED("chunksReused", Kind.COUNTER),
    /** Chunks cut and not yet sent to extraction. */
    CHUNKS_PENDING("chunksPending", Kind.GAUGE),
    /** Chunks whose text can never be extracted. */
    CHUNKS_FAILED("chunksFailed", Kind.COUNTER),
    /** Attempts at a chunk that failed for another reason than its text, and were made again. */
    CHUNK_RETRIES("chunkRetries", Kind.COUNTER),
    /** Attempts at preparing a document that failed, and were made again. */
    DOCUMENT_RETRIES("documentRetries", Kind.COUNTER),
    /** Attempts that failed since a model had no time or memory, and are made again without end: alert where it grows. */
    MODEL_UNAVAILABLE("modelUnavailable", Kind.COUNTER),
    /** Such attempts a second, over the last minute. */
    MODEL_UNAVAILABLE_RATE("modelUnavailablePerSecond", Kind.METER),
    /** Tokens of the chunks that went through the models, each counted once. */
    TOKENS("tokens", Kind.COUNTER),

    /** Time from a document's arrival in the job until its extraction is complete, waiting included. */
    DOCUMENT_LATENCY("latencyMicros", Kind.HISTOGRAM, "stage", "document"),
    /** Time from a document's arrival in the job until readers of the index can see it, the checkpoint included. */
    PUBLICATION_LATENCY("latencyMicros", Kind.HISTOGRAM, "stage", "publication"),
    /** Time to decode a record. */
    DECODE_LATENCY("latencyMicros", Kind.HISTOGRAM, "stage", "decode"),
    /** Time to admit a document. */
    ADMISSION_LATENCY("latencyMicros", Kind.HISTOGRAM, "stage", "admission"),
    /** Time to find a document's context and chunk boundaries. */
    PREPARATION_LATENCY("latencyMicros", Kind.HISTOGRAM, "stage", "preparation"),
    /** Time from a chunk's arrival to its result, waiting included. */
    EXTRACTION_LATENCY("latencyMicros", Kind.HISTOGRAM, "stage", "extraction"),
    /** Time of one chunk in the models. */
    INFERENCE_LATENCY("latencyMicros", Kind.HISTOGRAM, "stage", "inference"),
    /** Time to resolve a completed document. */
    RESOLUTION_LATENCY("latencyMicros", Kind.HISTOGRAM, "stage", "resolution"),
    /** Time to write and commit the changes of one checkpoint. */
    INDEX_COMMIT_LATENCY("latencyMicros", Kind.HISTOGRAM, "stage", "indexCommit"),

    /** Completed documents of those whose stages are measured, {@code profile.every}. */
    DOCUMENTS_SAMPLED("documentsSampled", Kind.COUNTER),
    /** Time that measured documents spent in a {@link Stage}, of all threads together. */
    STAGE_TIME("stageMicros", Kind.COUNTER, "stage", null),
    /** Bytes on the heap that were allocated for measured documents in a {@link Stage}. */
    STAGE_ALLOCATED("stageAllocatedBytes", Kind.COUNTER, "stage", null),

    /** Results taken from the extraction cache. */
    EXTRACTION_CACHE_HITS("cacheHits", Kind.COUNTER, "level", "extraction"),
    /** Results that the extraction cache did not hold. */
    EXTRACTION_CACHE_MISSES("cacheMisses", Kind.COUNTER, "level", "extraction"),
    /** Bytes that the extraction cache holds, in the whole task manager. */
    EXTRACTION_CACHE_BYTES("cacheBytes", Kind.GAUGE, "level", "extraction"),
    /** Bytes that the extraction cache may hold, in the whole task manager. */
    EXTRACTION_CACHE_CAPACITY("cacheCapacityBytes", Kind.GAUGE, "level", "extraction"),
    /** Results that the extraction cache holds, in the whole task manager. */
    EXTRACTION_CACHE_ENTRIES("cacheEntries", Kind.GAUGE, "level", "extraction"),
    /** Results taken from the preparation cache. */
    PREPARATION_CACHE_HITS("cacheHits", Kind.COUNTER, "level", "preparation"),
    /** Results that the preparation cache did not hold. */
    PREPARATION_CACHE_MISSES("cacheMisses", Kind.COUNTER, "level", "preparation"),
    /** Bytes that the preparation cache holds, in the whole task manager. */
    PREPARATION_CACHE_BYTES("cacheBytes", Kind.GAUGE, "level", "preparation"),
    /** Bytes that the preparation cache may hold, in the whole task manager. */
    PREPARATION_CACHE_CAPACITY("cacheCapacityBytes", Kind.GAUGE, "level", "preparation"),
    /** Results that the preparation cache holds, in the whole task manager. */
    PREPARATION_CACHE_ENTRIES("cacheEntries", Kind.GAUGE, "level", "preparation"),
    /** Leases served by a model that was loaded already. */
    MODEL_CACHE_HITS("cacheHits", Kind.COUNTER, "level", "models"),
    /** Leases for which a model was loaded. */
    MODEL_CACHE_MISSES("cacheMisses", Kind.COUNTER, "level", "models"),
    /** Bytes that models are charged with, in the whole task manager, what closed ones left behind included. */
    MODEL_CACHE_BYTES("cacheBytes", Kind.GAUGE, "level", "models"),

    /** Bytes that models and working memory may take in a task manager. */
    MODEL_BUDGET_BYTES("modelBudgetBytes", Kind.GAUGE),
    /** The most bytes that models and working memory took at once in a task manager. */
    MODEL_PEAK_BYTES("modelPeakBytes", Kind.GAUGE),
    /** Bytes that one model is charged with in a task manager; 0 while it is not loaded. */
    MODEL_BYTES("modelBytes", Kind.GAUGE, "model", null),
    /** Bytes of working memory that are leased in a task manager. */
    MODEL_WORKING_BYTES("modelWorkingBytes", Kind.GAUGE),
    /** Bytes that closed models left behind and that are not yet back. */
    MODEL_RESIDUE_BYTES("modelResidueBytes", Kind.GAUGE),
    /** Models loaded, being loaded or being closed in a task manager. */
    MODELS_LOADED("modelsLoaded", Kind.GAUGE),
    /** Leases of models that are out in a task manager. */
    MODEL_LEASES("modelLeases", Kind.GAUGE),
    /** Loads begun. */
    MODEL_LOADS("modelLoads", Kind.COUNTER),
    /** Loads that failed. */
    MODEL_LOAD_FAILURES("modelLoadFailures", Kind.COUNTER),
    /** Time of one load of a model. */
    MODEL_LOAD_TIME("modelLoadMicros", Kind.HISTOGRAM, "model", null),
    /** Time in line of a caller whose model was not lent at once, until it was lent or its load began. */
    MODEL_QUEUE_TIME("modelQueueMicros", Kind.HISTOGRAM),
    /** Time of one model at work, of all threads together; waiting for it and loads are not in it. */
    MODEL_TIME("modelMicros", Kind.COUNTER, "model", null),
    /** Texts that one model was given, or sequences that it was to say. */
    MODEL_CALLS("modelCalls", Kind.COUNTER, "model", null),
    /** Tokens that one language model read and said. */
    MODEL_TOKENS("modelTokens", Kind.COUNTER, "model", null),
    /** Sum over loaded models of their bytes, each times the seconds since it was loaded. */
    MODEL_BYTE_SECONDS("modelByteSeconds", Kind.GAUGE),
    /** The same for the time in which nobody leased them, of those that are not pinned. */
    MODEL_IDLE_BYTE_SECONDS("modelIdleByteSeconds", Kind.GAUGE),
    /** Models evicted so far, in the whole task manager, since another needed their room. */
    MODEL_EVICTIONS_ROOM("modelEvictions", Kind.GAUGE, "cause", "room"),
    /** Models evicted so far, since nobody leased them for the idle timeout. */
    MODEL_EVICTIONS_IDLE("modelEvictions", Kind.GAUGE, "cause", "idle"),
    /** Models evicted so far by cleanups. */
    MODEL_EVICTIONS_CLEANUP("modelEvictions", Kind.GAUGE, "cause", "cleanup"),
    /** Sum of the time that evicted models were loaded; divided by the evictions it is their mean age. */
    MODEL_EVICTED_AGE("modelEvictedAgeMillis", Kind.GAUGE),
    /** Times so far that model memory became available again. */
    MEMORY_TRANSITIONS_AVAILABLE("memoryTransitions", Kind.GAUGE, "to", "available"),
    /** Times so far that model memory became limited. */
    MEMORY_TRANSITIONS_LIMITED("memoryTransitions", Kind.GAUGE, "to", "limited"),
    /** Times so far that model memory became critical. */
    MEMORY_TRANSITIONS_CRITICAL("memoryTransitions", Kind.GAUGE, "to", "critical"),
    /** Moderate cleanups so far. */
    MEMORY_CLEANUPS_MODERATE("memoryCleanups", Kind.GAUGE, "cleanup", "moderate"),
    /** Aggressive cleanups so far. */
    MEMORY_CLEANUPS_AGGRESSIVE("memoryCleanups", Kind.GAUGE, "cleanup", "aggressive"),
    /** Bytes freed so far by moderate cleanups. */
    MEMORY_FREED_MODERATE("memoryFreedBytes", Kind.GAUGE, "cleanup", "moderate"),
    /** Bytes freed so far by aggressive cleanups. */
    MEMORY_FREED_AGGRESSIVE("memoryFreedBytes", Kind.GAUGE, "cleanup", "aggressive"),

    /** Runs of language models over what they say, prompts not counted. */
    DECODER_STEPS("decoderSteps", Kind.COUNTER),
    /** Tokens of prompts that language models read. */
    DECODER_PROMPT_TOKENS("decoderTokens", Kind.COUNTER, "kind", "prompt"),
    /** Tokens that grammars forced. */
    DECODER_FORCED_TOKENS("decoderTokens", Kind.COUNTER, "kind", "forced"),
    /** Tokens that language models chose. */
    DECODER_CHOSEN_TOKENS("decoderTokens", Kind.COUNTER, "kind", "chosen"),

    /** Windows of a text in which a language model named as many names as a list may have, and might have named more. */
    WINDOWS_CUT_NAMES("windowsCut", Kind.COUNTER, "list", "names"),
    /** Windows of a text of which a language model said as many relations as a list may have, and might have said more. */
    WINDOWS_CUT_RELATIONS("windowsCut", Kind.COUNTER, "list", "relations"),
    /** Entities that a language model was not asked about in a window, which has more of them than a prompt may name. */
    WINDOW_ENTITIES_LEFT_OUT("windowEntitiesLeftOut", Kind.COUNTER),

    /** Entities written, new or changed. */
    ENTITIES_UPSERTED("entitiesUpserted", Kind.COUNTER),
    /** Entities that no document names any more. */
    ENTITIES_WITHDRAWN("entitiesWithdrawn", Kind.COUNTER),
    /** Relationships written, new or changed. */
    RELATIONSHIPS_UPSERTED("relationshipsUpserted", Kind.COUNTER),
    /** Relationships that no document states any more. */
    RELATIONSHIPS_WITHDRAWN("relationshipsWithdrawn", Kind.COUNTER),
    /** Links between names written, new or changed. */
    LINKS_UPSERTED("linksUpserted", Kind.COUNTER),
    /** Links between names that are no more. */
    LINKS_WITHDRAWN("linksWithdrawn", Kind.COUNTER),
    /** Changes of names in a block that has more than are compared: some of its names are not linked. */
    BLOCKS_FULL("blocksFull", Kind.COUNTER);

    /** How a metric is taken. */
    public enum Kind {
        /** A sum that only grows. */
        COUNTER,
        /** How often a second something happens. */
        METER,
        /** A distribution of single measurements. */
        HISTOGRAM,
        /** A value that is read when asked for. */
        GAUGE
    }

    private final String metricName;
    private final Kind kind;
    private final String label;
    private final String labelValue;

    Metric(String metricName, Kind kind) {
        this(metricName, kind, null, null);
    }

    Metric(String metricName, Kind kind, String label, String labelValue) {
        this.metricName = metricName;
        this.kind = kind;
        this.label = label;
        this.labelValue = labelValue;
    }

    /** The name, with the unit where it is not a count. */
    public String metricName() {
        return metricName;
    }

    /** How it is taken. */
    public Kind kind() {
        return kind;
    }

    /** The label that tells it from others of its name; null where the name is enough. */
    public String label() {
        return label;
    }

    /** The label's value; null where there is no label, and where each measurement brings its own. */
    public String labelValue() {
        return labelValue;
    }

    /** The label of {@link #DOCUMENTS_BY_QUALITY} for the band from {@code tenth} tenths to one more. */
    public static String qualityBand(int tenth) {
        return 10 * tenth + "to" + 10 * (tenth + 1);
    }

    /** Whether each measurement brings the value of the label. */
    public boolean isOpen() {
        return label != null && labelValue == null;
    }
}
