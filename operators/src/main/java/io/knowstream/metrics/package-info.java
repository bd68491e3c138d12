/**
 * The names and units of everything that is measured, in one place, and the recorders that take the measurements.
 *
 * <p>Plain code records to a {@link io.knowstream.metrics.Recorder}; functions hand it a
 * {@link io.knowstream.metrics.MetricGroupSink}, the only class here that knows Flink. Recorders are safe for use by any
 * thread. This package imports no other package of the project.
 */
package io.knowstream.metrics;
