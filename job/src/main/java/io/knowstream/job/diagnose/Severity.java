package io.knowstream.job.diagnose;

/** How much a finding matters, from least to most. */
public enum Severity {
    /** Nothing is wrong. */
    OK,
    /** It works, and would work better otherwise, or may stop to work. */
    WARNING,
    /** Something does not work. */
    ERROR
}
