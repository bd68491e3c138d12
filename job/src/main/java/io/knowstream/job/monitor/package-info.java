/**
 * What operators of a job read: its metrics from Flink or Prometheus, the report with its recommendations, and profiles.
 *
 * <p>Readers know where figures come from; everything else is a pure function of a {@link
 * io.knowstream.job.monitor.JobReading}.
 */
package io.knowstream.job.monitor;
