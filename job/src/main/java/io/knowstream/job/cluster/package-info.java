/**
 * A cluster of processes on one machine that goes on when the command that started it has ended: broker, job manager, task
 * managers and Prometheus, in the folders and with the entry points of {@code docs/layout.md}, which container images share.
 *
 * <p>What runs is known by files in the cluster's folder; one command at a time works on it. Imports {@code job.process},
 * {@code job.config}, {@code job.kafka} and {@code job.monitor}.
 */
package io.knowstream.job.cluster;
