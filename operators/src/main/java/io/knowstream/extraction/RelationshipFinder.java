package io.knowstream.extraction;

import io.knowstream.graph.ChunkRelation;
import io.knowstream.graph.Mention;
import java.util.List;

/** Finds the relations between the mentions of a chunk with an encoder. Belongs to one thread; the model is shared. */
interface RelationshipFinder {

    /**
     * The relations between mentions, none too unsure.
     *
     * @param mentions in text order
     * @throws io.knowstream.inference.InputRejectedException if this text can never be read
     * @throws io.knowstream.inference.ModelException if reading fails for another reason
     */
    List<ChunkRelation> find(ChunkText chunk, List<Mention> mentions);
}
