/**
 * The local commands, which run the production topology in one process: {@link io.knowstream.job.cli.KnowstreamCli} is
 * what {@code ./knowstream} starts.
 *
 * <p>Results go to standard output or to the named file, everything else to standard error. Commands run on the main
 * thread. This package may import all others.
 */
package io.knowstream.job.cli;
