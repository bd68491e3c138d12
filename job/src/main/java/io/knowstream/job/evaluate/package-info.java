/**
 * How good extraction is: reads texts that people have annotated, and compares what the job makes of them. Reading and scoring
 * alone: whoever runs the job hands its graphs in. Everything here is used by one thread, except where a class says otherwise.
 * Imports the records of {@code graph} and what {@code extraction} is given; no command line.
 */
package io.knowstream.job.evaluate;
