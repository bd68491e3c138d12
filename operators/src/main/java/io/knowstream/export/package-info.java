/**
 * Forms of a graph for other programs. Each is written record by record, Parquet by row groups of bounded size: memory does
 * not grow with the graph, and equal graphs give equal bytes.
 */
package io.knowstream.export;
