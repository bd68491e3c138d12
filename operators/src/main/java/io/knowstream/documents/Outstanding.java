package io.knowstream.documents;

/**
 * Says of a document that what the graph holds of it is not what it should hold, and that it is in line to be admitted
 * again.
 *
 * @param turn when it is looked at next: processing time in milliseconds, of its timer
 * @param since when it joined the line, in the same time; 0 of one that joined before this was held
 */
public record Outstanding(long turn, long since) {}
