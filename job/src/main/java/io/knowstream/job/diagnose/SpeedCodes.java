package io.knowstream.job.diagnose;

import java.util.List;

/** What is found of speed. */
final class SpeedCodes {

    static final Code SLOW_DOCUMENTS = new Code(
            Severity.WARNING,
            "speed.slow-documents",
            "a document takes {0} in the mean, waiting included, more than {1}",
            "Do as the bottleneck says that is named beside this.");

    static final Code LOW_THROUGHPUT = new Code(
            Severity.WARNING,
            "speed.low-throughput",
            "{0} documents a minute, less than {1}, while {2} records wait",
            "Raise the parallelism, with task managers for it, or do as the bottleneck says.");

    static final Code BACK_PRESSURE = new Code(
            Severity.WARNING,
            "speed.back-pressure",
            "{0} is busy {1} of the time and holds others back up to {2}",
            "Give that task more: task managers and parallelism, extraction.threads up to the processors "
                    + "there are where it runs models.");

    static final Code ENTITY_EXTRACTION = new Code(
            Severity.OK,
            "speed.bottleneck.entity-extraction",
            "extraction takes the most of the time that is spent on a document: {0} of {1}, {2}",
            "Use a smaller model for models.entity, lower chunking.max so that less is read at a time, or "
                    + "change extraction.min-entity-confidence: fewer entities make fewer pairs.");

    static final Code SEMANTIC_CHUNKING = new Code(
            Severity.OK,
            "speed.bottleneck.semantic-chunking",
            "semantic chunking takes the most of the time that is spent on a document: {0} of {1}, {2}",
            "Lower chunking.overlap, cut without embeddings (chunking.semantic: false), or raise " + "chunking.min.");

    static final Code CONTEXT_ANALYSIS = new Code(
            Severity.OK,
            "speed.bottleneck.context-analysis",
            "context analysis takes the most of the time that is spent on a document: {0} of {1}, {2}",
            "Use a smaller model for models.analysis, or statistical, which is none; or set "
                    + "chunking.preserve-context: false.");

    static final Code PREPARATION = new Code(
            Severity.OK,
            "speed.bottleneck.preparation",
            "context analysis and chunking take the most of the time that is spent on a document: {0} of " + "{1}, {2}",
            "With a model in models.analysis, use a smaller one or statistical, or set chunking.preserve-"
                    + "context: false. Without, lower chunking.overlap, raise chunking.min or set chunking.semantic: "
                    + "false.");

    static final Code RELATIONSHIPS = new Code(
            Severity.OK,
            "speed.bottleneck.relationships",
            "relationship extraction takes the most of the time that is spent on a document: {0} of {1}, {2}",
            "Use a smaller model for models.relationship, or raise extraction.min-entity-confidence: fewer "
                    + "entities make fewer pairs.");

    static final Code RESOLUTION = new Code(
            Severity.OK,
            "speed.bottleneck.resolution",
            "resolution takes the most of the time that is spent on a document: {0} of {1}, {2}",
            "Raise the parallelism, lower resolution.names-per-block, or give task managers more managed "
                    + "memory, which RocksDB uses.");

    static final Code INDEX = new Code(
            Severity.OK,
            "speed.bottleneck.index",
            "writing the index takes the most of the time that is spent on a document: {0} of {1}, {2}",
            "Raise checkpoint.interval, so that what changes often is written once, or raise index.hnsw-min-"
                    + "chunks, or take a faster directory for index.path and index.work-directory.");

    static final List<Code> ALL = List.of(
            SLOW_DOCUMENTS,
            LOW_THROUGHPUT,
            BACK_PRESSURE,
            ENTITY_EXTRACTION,
            SEMANTIC_CHUNKING,
            CONTEXT_ANALYSIS,
            PREPARATION,
            RELATIONSHIPS,
            RESOLUTION,
            INDEX);

    private SpeedCodes() {}
}
