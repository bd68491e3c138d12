package io.knowstream.extraction;

import io.knowstream.graph.ChunkRelation;
import io.knowstream.graph.GlobalContext;
import io.knowstream.graph.Mention;
import io.knowstream.metrics.StageClock;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The second stage of a chunk: the relations between its mentions. Thread-safe. */
interface RelationshipStage {

    /**
     * The relations between the mentions of a chunk, none too unsure.
     *
     * @param mentions in text order
     * @param context null where there is none
     * @param clock measures the stage
     * @return fails as {@link ChunkReader#read} says
     */
    CompletableFuture<List<ChunkRelation>> find(
            ChunkText chunk, List<Mention> mentions, GlobalContext context, StageClock clock);
}
