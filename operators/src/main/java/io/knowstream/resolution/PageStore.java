package io.knowstream.resolution;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.flink.api.common.state.MapState;

/**
 * An ordered index of the current key: its root lies in the key's {@link MergedKey}, the other pages in a state of their
 * own. Pages are read and written once a change, however often they change in it. Used by one thread.
 */
final class PageStore implements OrderedPages.Store {

    final OrderedPages keys = new OrderedPages(this);

    private final MapState<Integer, OrderedPage> below;
    /** Pages as they are now, null where there is none. */
    private final Map<Integer, OrderedPage> pages = new HashMap<>();

    private final Set<Integer> changed = new HashSet<>();

    PageStore(MapState<Integer, OrderedPage> below) {
        this.below = below;
    }

    /** Begins a change of the current key. */
    void open(OrderedPage root) {
        pages.put(OrderedPages.ROOT, root.keys().isEmpty() ? null : root);
    }

    /** Begins with the root in the state of the other pages, where an earlier version kept it. */
    void openEarlier() throws Exception {
        OrderedPage root = below.get(OrderedPages.ROOT);
        below.remove(OrderedPages.ROOT);
        open(root == null ? OrderedPage.EMPTY : root);
    }

    @Override
    public OrderedPage get(int number) throws Exception {
        if (!pages.containsKey(number)) {
            pages.put(number, below.get(number));
        }
        return pages.get(number);
    }

    @Override
    public void put(int number, OrderedPage page) {
        pages.put(number, page);
        if (number != OrderedPages.ROOT) {
            changed.add(number);
        }
    }

    @Override
    public void remove(int number) {
        put(number, null);
    }

    /** Writes the other pages that have changed, before the next key's turn; the root as it is now. */
    OrderedPage close() throws Exception {
        for (int number : changed) {
            OrderedPage page = pages.get(number);
            if (page == null) {
                below.remove(number);
            } else {
                below.put(number, page);
            }
        }
        OrderedPage root = pages.get(OrderedPages.ROOT);
        changed.clear();
        pages.clear();
        return root == null ? OrderedPage.EMPTY : root;
    }
}
