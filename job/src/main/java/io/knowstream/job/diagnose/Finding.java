package io.knowstream.job.diagnose;

/**
 * Something that was found.
 *
 * @param code what it is, the same in every version
 * @param message what it is in one sentence, with figures
 * @param nextStep what to do about it
 */
public record Finding(Severity severity, Code code, String message, String nextStep) {}
