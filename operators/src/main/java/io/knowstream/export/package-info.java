/**
 * Forms of a graph for other programs. Each is written record by record: memory does not grow with the graph, and equal
 * graphs give equal bytes.
 */
package io.knowstream.export;
