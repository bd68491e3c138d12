/**
 * What is wrong with a job, its brokers, its state or its configuration, with the figures that say so and the next step.
 *
 * <p>Readers know where figures come from; every check is a pure function of what was read. Nothing waits longer than some
 * seconds for an answer.
 */
package io.knowstream.job.diagnose;
