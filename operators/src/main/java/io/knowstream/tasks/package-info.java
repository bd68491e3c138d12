/**
 * What functions of Flink see of the task manager that they run in. Belongs to the task's thread. This package imports no
 * other package of the project.
 */
package io.knowstream.tasks;
