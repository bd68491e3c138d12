package io.knowstream.job.diagnose;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * An exception that a job failed with.
 *
 * @param task where; empty where it was none
 * @param trace the exception with its causes, as Java prints it
 */
public record Failure(Instant at, String task, String trace) {

    private static final String CAUSE = "Caused by: ";

    /** Of a message shorter than this the cause before it must say what it is about. */
    private static final int SAYS_LITTLE = 50;

    /** What the innermost cause says, in one line. */
    public String reason() {
        List<String> messages = new ArrayList<>();
        for (String line : trace.lines().toList()) {
            if (messages.isEmpty() || line.startsWith(CAUSE)) {
                messages.add(message(line.startsWith(CAUSE) ? line.substring(CAUSE.length()) : line));
            }
        }
        if (messages.isEmpty()) {
            return "no reason is given";
        }
        String last = messages.get(messages.size() - 1);
        boolean alone = messages.size() == 1 || last.length() >= SAYS_LITTLE;
        return alone ? last : messages.get(messages.size() - 2) + ": " + last;
    }

    /** Without the name of the class, where there is a message behind it. */
    private static String message(String line) {
        int end = line.indexOf(": ");
        String type = end < 0 ? line : line.substring(0, end);
        boolean isType = type.matches("[\\w.$]+");
        String text = isType && end >= 0 && end + 2 < line.length()
                ? line.substring(end + 2)
                : isType ? type.substring(type.lastIndexOf('.') + 1) : line;
        return text.strip().replaceAll("[.:]$", "");
    }
}
