package io.knowstream.extraction;

import io.knowstream.graph.GlobalContext;
import io.knowstream.graph.Mention;
import io.knowstream.metrics.StageClock;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The first stage of a chunk: its mentions. Thread-safe. */
interface EntityStage {

    /**
     * The mentions of a chunk in text order, none too unsure.
     *
     * @param context null where there is none
     * @param clock measures the stage
     * @return fails as {@link ChunkReader#read} says
     */
    CompletableFuture<List<Mention>> find(ChunkText chunk, GlobalContext context, StageClock clock);
}
