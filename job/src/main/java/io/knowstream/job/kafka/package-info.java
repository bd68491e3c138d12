/**
 * The ends of the job: raw records in, from Kafka or a file of lines; dead letters and changes of the graph out.
 *
 * <p>A {@link io.knowstream.job.kafka.RawRecord} is decoded by rules that never throw: what is no valid document becomes
 * a {@link io.knowstream.job.kafka.DeadLetter} with its reason. Every class that runs inside the job is used by one task
 * thread alone. This package imports {@code graph} and {@code metrics} of the project, and nothing else.
 */
package io.knowstream.job.kafka;
