package io.knowstream.job.diagnose;

/**
 * Something that can be found. In its texts a number in braces stands for a figure; {@code docs/diagnose.md} lists all of
 * them.
 *
 * @param severity how much it matters where nothing else says so
 * @param id what programs know it by, the same in every version: the area and what is wrong
 * @param message what it is in one sentence, without its full stop
 * @param nextStep what to do about it
 */
public record Code(Severity severity, String id, String message, String nextStep) {

    /** This was found, with these figures. */
    Finding found(Object... figures) {
        return found(severity, figures);
    }

    /** The same where it matters more or less than usual. */
    Finding found(Severity here, Object... figures) {
        return new Finding(here, this, fill(message, figures).replaceAll("\\.+$", ""), fill(nextStep, figures));
    }

    private static String fill(String text, Object... figures) {
        StringBuilder filled = new StringBuilder();
        int from = 0;
        for (int at = text.indexOf('{'); at >= 0; at = text.indexOf('{', from)) {
            int end = text.indexOf('}', at);
            filled.append(text, from, at).append(figures[Integer.parseInt(text.substring(at + 1, end))]);
            from = end + 1;
        }
        return filled.append(text, from, text.length()).toString();
    }
}
