/**
 * What fills the roles of the job: models by name, from the catalogue through the pool, as features use them. Everything
 * here is safe for use by any thread.
 */
package io.knowstream.inference.roles;
