package io.knowstream.resolution;

/**
 * How often a document, or all of them, use a name.
 *
 * @param name the surface form, white space collapsed
 * @param votes how often
 */
public record NameVotes(String name, long votes) {}
