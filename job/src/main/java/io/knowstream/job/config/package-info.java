/**
 * The configuration: every key declared once, read in layers, checked and made into immutable records.
 *
 * <p>The layers are, each over the one before: defaults, preset, file, settings of the command line. Nothing downstream
 * reads strings. Everything here is immutable once loaded and safe for use by any thread. This package imports the
 * configuration records of all others.
 */
package io.knowstream.job.config;
