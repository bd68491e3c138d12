package io.knowstream.documents;

/**
 * Says of a document that what the graph holds of it is not what it should hold, and that it is in line to be admitted
 * again.
 *
 * @param turn when it is looked at next: processing time in milliseconds, of its timer
 * @param since when it joined the line, in the same time; 0 of one that joined before this was held
 * @param reconfigured whether it is in line for the sole reason that it was admitted under another configuration, so that
 *     it may leave the line where that one is back; otherwise it was admitted provisional
 */
public record Outstanding(long turn, long since, boolean reconfigured) {}
