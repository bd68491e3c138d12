/**
 * Admission: decides which updates of a document count, numbers its revisions and holds its text.
 *
 * <p>{@link io.knowstream.documents.AdmissionFunction} adapts {@code Admission}, a pure function of what is held and what
 * arrives; the function's state is touched by its task's thread alone. What was admitted while there was no memory to
 * extract it in full stands in a line ({@code ReprocessLine}) to be admitted again; whoever wires the job says how much
 * memory there is ({@link io.knowstream.documents.ModelMemory}). This package imports {@code graph} and {@code metrics}
 * only.
 */
package io.knowstream.documents;
