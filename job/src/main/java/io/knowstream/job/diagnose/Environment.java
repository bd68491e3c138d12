package io.knowstream.job.diagnose;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The process that a diagnosis runs in.
 *
 * @param java its version
 * @param variables of its environment
 * @param closed packages of {@code java.base} that Flink's serializers need and may not reach into
 */
public record Environment(String java, Map<String, String> variables, Set<String> closed) {

    private static final List<String> OPENED = List.of("java.util", "java.lang", "java.time");

    /** This process. */
    public static Environment here() {
        Module base = Object.class.getModule();
        Set<String> closed = new TreeSet<>(OPENED);
        closed.removeIf(each -> base.isOpen(each, Environment.class.getModule()));
        return new Environment(Runtime.version().toString(), new TreeMap<>(System.getenv()), closed);
    }
}
