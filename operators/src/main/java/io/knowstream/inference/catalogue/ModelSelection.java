package io.knowstream.inference.catalogue;

import java.util.Optional;

/**
 * The models that were chosen.
 *
 * @param entity of the role entity
 * @param relationship of the role relationship
 * @param analysis of the role analysis; empty for the analysis that needs no model
 * @param preserveContext whether a document's global context goes with each chunk
 */
public record ModelSelection(String entity, String relationship, Optional<String> analysis, boolean preserveContext) {}
