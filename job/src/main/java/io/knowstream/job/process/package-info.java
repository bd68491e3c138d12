/**
 * Broker, ZooKeeper and Flink as processes of this machine, which can be killed, paused and started again.
 *
 * <p>A {@link io.knowstream.job.process.ChildProcess} never outlives the process that started it, a {@link
 * io.knowstream.job.process.DetachedProcess} does. Imports no other package of the project.
 */
package io.knowstream.job.process;
