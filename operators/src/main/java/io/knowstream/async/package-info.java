/**
 * Asynchronous functions whose elements under way outlive a change of the configuration.
 *
 * <p>Touched by its task's thread alone. This package imports no other package of the project.
 */
package io.knowstream.async;
