/**
 * The job on a cluster of processes that are killed and paused at random, held to its promise: {@link
 * io.knowstream.job.torture.Torture} runs it.
 *
 * <p>The main thread strikes; one thread publishes, one watches the job, one reads the index. This package knows no
 * command line.
 */
package io.knowstream.job.torture;
