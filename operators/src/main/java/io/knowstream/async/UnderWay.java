package io.knowstream.async;

import java.io.Serializable;

/**
 * What {@link AsyncOperator} has to know of the elements that it takes.
 *
 * @param <T> the elements
 */
public interface UnderWay<T> extends Serializable {

    /** Whether the function, configured as it is now, gives what the element asks for. */
    boolean fits(T element);

    /** By what elements are spread over the subtasks. */
    String key(T element);

    /** Whether an element is of no use any more once a newer one has come by. */
    boolean replaces(T newer, T older);
}
