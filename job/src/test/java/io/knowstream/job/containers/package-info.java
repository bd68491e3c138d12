/**
 * What users are given to run the job in containers, checked against the schemas of those who read it and against the
 * project: {@code Dockerfile}, {@code docker-compose.yml} and {@code k8s}.
 */
package io.knowstream.job.containers;
