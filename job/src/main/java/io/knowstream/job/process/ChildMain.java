package io.knowstream.job.process;

import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;

/**
 * The main class of every {@link ChildProcess}: runs the main class that its first argument names, and halts when the
 * process that started it is gone, whatever that died of.
 */
final class ChildMain {

    /** System property: the process id of the parent. */
    static final String PARENT = "knowstream.parent";

    private static final int ORPHANED = 70;

    private ChildMain() {}

    /** Runs {@code arguments[0]} with the other arguments. */
    public static void main(String[] arguments) throws Throwable {
        ProcessHandle.of(Long.getLong(PARENT))
                .ifPresentOrElse(
                        parent -> parent.onExit()
                                .thenRun(() -> Runtime.getRuntime().halt(ORPHANED)),
                        () -> Runtime.getRuntime().halt(ORPHANED));
        try {
            Class.forName(arguments[0]).getMethod("main", String[].class).invoke(null, (Object)
                    Arrays.copyOfRange(arguments, 1, arguments.length));
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
