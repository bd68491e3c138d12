package io.knowstream.extraction;

import io.knowstream.graph.Mention;
import io.knowstream.inference.roles.InferenceConfig;
import io.knowstream.metrics.Recorder;
import java.io.Serializable;
import java.util.List;
import java.util.function.Function;

/**
 * Extraction in which entities are known and everything else is as the models of a configuration find it: tells how good
 * relationships and resolution are apart from how good entities are. For measuring; no job has it.
 *
 * <p>Answers are not to be cached beside those of the models, as a chunk's fingerprint does not know of what is given.
 *
 * @param inference the models that the configuration names
 * @param source what is given for each chunk
 */
public record GivenEntities(InferenceConfig inference, Source source) implements ChunkReader.Opening {

    /** The entities of a chunk, by its text; a pure function, safe for use by many threads. */
    public interface Source extends Function<String, Given>, Serializable {}

    /**
     * The entities of a chunk.
     *
     * @param mentions in text order, offsets relative to the chunk
     * @param entities a number for each mention, equal for those of one entity
     */
    public record Given(List<Mention> mentions, List<Integer> entities) {

        public Given {
            if (mentions.size() != entities.size()) {
                throw new IllegalArgumentException("each mention must be of one entity (got " + mentions.size()
                        + " mentions and " + entities.size() + " entities)");
            }
            mentions = List.copyOf(mentions);
            entities = List.copyOf(entities);
        }
    }

    @Override
    public ChunkReader open(ExtractionConfig config, Recorder recorder, String task) {
        return ExtractionModels.open(config, inference, source, recorder, task);
    }
}
