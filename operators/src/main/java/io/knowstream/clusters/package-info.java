/**
 * Which names are one entity.
 *
 * <p>{@link io.knowstream.clusters.Blocks} gives a name the blocks in which it is compared,
 * {@link io.knowstream.clusters.RankedName} its place there, and {@link io.knowstream.clusters.NameLinker} links each name
 * of a block to the best better one. All are functions of the names alone, whatever their order of arrival was, and safe
 * for use by any thread. Imports {@code graph} and nothing else of the project.
 */
package io.knowstream.clusters;
