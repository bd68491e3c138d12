package io.knowstream.job.config;

import java.util.Locale;

/** How the models of the roles are chosen. */
public enum SelectionMode {
    /** By name. */
    FIXED,
    /** From the installed ones, by budget, requirements and constraints. */
    ADAPTIVE;

    /** As configuration writes it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
