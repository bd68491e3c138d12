/**
 * Admission: decides which updates of a document count, numbers its revisions and holds its text.
 *
 * <p>{@link io.knowstream.documents.AdmissionFunction} adapts {@code Admission}, a pure function of what is held and what
 * arrives; the function's state is touched by its task's thread alone. This package imports {@code graph} and
 * {@code metrics} only.
 */
package io.knowstream.documents;
