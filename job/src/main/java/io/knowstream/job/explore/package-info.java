/**
 * The explorer: a page on the loopback interface that shows the graph, and the JSON that it asks for.
 *
 * <p>{@link io.knowstream.job.explore.ExploreServer} answers on threads of its own, and one more takes the reader on to
 * newer states. What documents say is never markup: it travels as JSON, and the page makes text of it alone. This package
 * imports {@code chunking}, {@code graph} and {@code index} and knows no command line.
 */
package io.knowstream.job.explore;
