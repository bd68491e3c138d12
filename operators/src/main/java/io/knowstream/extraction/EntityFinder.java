package io.knowstream.extraction;

import io.knowstream.graph.Mention;
import java.util.List;

/** Finds the mentions of a chunk with an encoder. Belongs to one thread; the model is shared. */
interface EntityFinder {

    /**
     * The mentions of a chunk in text order, none too unsure.
     *
     * @throws io.knowstream.inference.InputRejectedException if this text can never be read
     * @throws io.knowstream.inference.ModelException if reading fails for another reason
     */
    List<Mention> find(ChunkText chunk);
}
