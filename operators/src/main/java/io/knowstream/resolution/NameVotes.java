package io.knowstream.resolution;

/**
 * How often a document uses a name.
 *
 * @param name the surface form, white space collapsed
 * @param votes how often
 */
public record NameVotes(String name, int votes) {}
