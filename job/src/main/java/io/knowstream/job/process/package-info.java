/**
 * Broker, ZooKeeper and Flink as processes of this machine, which can be killed, paused and started again.
 *
 * <p>A {@link io.knowstream.job.process.ChildProcess} never outlives the process that started it. Imports no other
 * package of the project.
 */
package io.knowstream.job.process;
