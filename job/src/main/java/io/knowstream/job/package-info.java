/**
 * The job: {@link io.knowstream.job.Pipeline} wires the operators between sources and sinks that are handed in, so that
 * tests and local commands run what production runs; {@link io.knowstream.job.Main} is what a cluster is given.
 */
package io.knowstream.job;
