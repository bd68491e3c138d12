package io.knowstream.graph;

import java.util.List;
import java.util.Objects;
import java.util.TreeSet;

/**
 * Whether a restored operator has to take part in a rebuild of the index from state.
 *
 * <p>A rebuild is asked for by a token. Operators keep the last one in their state: it is due once for each token, again
 * where the job fails before its first checkpoint, and not any more after it.
 *
 * @param token what to remember; null where no rebuild was ever asked for
 * @param due whether everything that is in state has to go out once more
 */
public record Rebuild(String token, boolean due) {

    /**
     * Decides.
     *
     * @param asked the token of the configuration; null for none
     * @param restored whether the operator has state of an earlier run; there is nothing to rebuild from without
     * @param remembered the tokens in the state of all subtasks
     */
    public static Rebuild of(String asked, boolean restored, Iterable<String> remembered) {
        TreeSet<String> last = new TreeSet<>();
        remembered.forEach(last::add);
        if (asked == null) {
            return new Rebuild(last.isEmpty() ? null : last.first(), false);
        }
        return new Rebuild(asked, restored && !(last.size() == 1 && Objects.equals(last.first(), asked)));
    }

    /** Says that a restored job would write an index that lacks all that was before: it is one of another kind. */
    public static IllegalStateException needed(String index) {
        return new IllegalStateException("the savepoint or checkpoint has no state of " + index
                + ": set index.rebuild to a word of your choice, and it is made from the state of the other operators");
    }

    /** The same after everything has gone out. */
    public Rebuild done() {
        return new Rebuild(token, false);
    }

    /** The form in state. */
    public List<String> remembered() {
        return token == null ? List.of() : List.of(token);
    }
}
