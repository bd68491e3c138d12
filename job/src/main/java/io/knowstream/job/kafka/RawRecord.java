package io.knowstream.job.kafka;

/**
 * A record as it was read, before anything is known of it.
 *
 * @param topic the topic, or the name of the file
 * @param partition the partition; 0 for a file
 * @param offset the offset; for a file the number of the line, from 1
 * @param key null where there is none
 * @param value null in a record that deletes
 */
public record RawRecord(String topic, int partition, long offset, byte[] key, byte[] value) {}
