package io.knowstream.extraction;

import io.knowstream.graph.ChunkExtraction;
import io.knowstream.graph.ChunkRelation;
import io.knowstream.graph.GlobalContext;
import io.knowstream.graph.Mention;
import io.knowstream.inference.encoder.Embedder;
import io.knowstream.metrics.Metric;
import io.knowstream.metrics.Recorder;
import io.knowstream.metrics.Stage;
import io.knowstream.metrics.StageClock;
import java.util.List;

/**
 * Finds the mentions and relations of a chunk, and its embedding, with encoders. Belongs to one thread; the models are
 * shared.
 *
 * <p>Of the context only the title reaches an encoder: it is embedded with the chunk, so that a passage in the middle of a
 * document is found by what the document is about.
 */
final class Extractor implements ChunkExtractor {

    private final EntityFinder entities;
    private final RelationshipFinder relationships;
    private final OpenRelations open;
    private final Embedder embedder;
    private final Recorder recorder;

    /**
     * An extractor of some finders.
     *
     * @param entities null where no encoder fills the role
     * @param relationships null where no encoder fills the role
     * @param open null where what sentences say in their own words is not asked for
     */
    Extractor(
            EntityFinder entities,
            RelationshipFinder relationships,
            OpenRelations open,
            Embedder embedder,
            Recorder recorder) {
        this.entities = entities;
        this.relationships = relationships;
        this.open = open;
        this.embedder = embedder;
        this.recorder = recorder;
    }

    @Override
    public ChunkExtraction extract(String text, GlobalContext context, StageClock clock) {
        ChunkText chunk = new ChunkText(text);
        List<Mention> mentions = mentions(chunk, clock);
        return complete(chunk, mentions, relations(chunk, mentions, clock), context, clock);
    }

    /** The first stage of {@link #extract}. */
    List<Mention> mentions(ChunkText chunk, StageClock clock) {
        try (StageClock.Span ignored = clock.begin(Stage.ENTITY)) {
            return entities.find(chunk);
        }
    }

    /** The second stage of {@link #extract}. */
    List<ChunkRelation> relations(ChunkText chunk, List<Mention> mentions, StageClock clock) {
        try (StageClock.Span ignored = clock.begin(Stage.RELATIONSHIP)) {
            return relationships.find(chunk, mentions);
        }
    }

    /** The last stage of {@link #extract}: what sentences say in their own words, and the embedding. */
    ChunkExtraction complete(
            ChunkText chunk,
            List<Mention> mentions,
            List<ChunkRelation> relations,
            GlobalContext context,
            StageClock clock) {
        if (open == null) {
            return new ChunkExtraction(mentions, relations, embedding(chunk, context, clock));
        }
        OpenRelations.Found found;
        try (StageClock.Span ignored = clock.begin(Stage.RELATIONSHIP)) {
            found = open.with(chunk, mentions, relations);
        }
        return new ChunkExtraction(found.mentions(), found.relations(), embedding(chunk, context, clock));
    }

    private float[] embedding(ChunkText chunk, GlobalContext context, StageClock clock) {
        try (StageClock.Span ignored = clock.begin(Stage.EMBEDDING)) {
            return embedding(chunk, context);
        }
    }

    private float[] embedding(ChunkText chunk, GlobalContext context) {
        recorder.add(Metric.TOKENS, chunk.tokens().size());
        boolean titled = context != null && context.title() != null;
        return embedder.embed(titled ? context.title() + "\n" + chunk.text() : chunk.text());
    }
}
