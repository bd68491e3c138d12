package io.knowstream.resolution;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;

/**
 * An ordered set of strings in pages of bounded size, each read and written by its number: a B+ tree (Comer, The
 * Ubiquitous B-Tree, 1979).
 *
 * <p>An insertion, a removal and the reading of a few keys touch a logarithmic number of pages, whatever was inserted and
 * removed before. The order of a RocksDB map state would cost nothing to keep, but its iterators walk over every entry
 * that was removed since the last compaction: the names and the evidence of an entity that changes often have thousands of
 * those in front.
 *
 * <p>A page with few keys left becomes one with its neighbour, or takes some of its keys, and an empty tree has no pages:
 * the pages are in proportion to the keys. Keys are in the order of {@link String#compareTo}. Used by one thread.
 */
final class OrderedPages {

    /** Where pages are kept. */
    interface Store {
        /** Null where there is none. */
        OrderedPage get(int number) throws Exception;

        void put(int number, OrderedPage page) throws Exception;

        void remove(int number) throws Exception;
    }

    /** A page is split above this: a change rewrites one, about 2 kB, and 100,000 keys make three levels. */
    static final int MAX_KEYS = 32;

    /** No page but the root has fewer keys. */
    static final int MIN_KEYS = MAX_KEYS / 4;

    static final int ROOT = 0;

    private final Store store;

    OrderedPages(Store store) {
        this.store = store;
    }

    /** A page on the way from the root to a leaf, and which of its children the way takes. */
    private record Step(int number, OrderedPage page, int child) {}

    /** Adds a key; nothing changes where it is there. */
    void add(String key) throws Exception {
        if (store.get(ROOT) == null) {
            store.put(ROOT, new OrderedPage(List.of(key), List.of(), ROOT + 1));
            return;
        }
        Deque<Step> way = new ArrayDeque<>();
        Step leaf = descend(key, way);
        if (leaf.child >= 0) {
            return;
        }
        OrderedPage grown = new OrderedPage(plus(leaf.page.keys(), -leaf.child - 1, key), List.of(), leaf.page.next());
        write(leaf.number, grown, way);
    }

    /** Writes a page that has grown, or its halves. */
    private void write(int number, OrderedPage page, Deque<Step> way) throws Exception {
        if (page.keys().size() <= MAX_KEYS) {
            store.put(number, page);
            return;
        }
        Halves halves = Halves.of(page.keys(), page.children());
        if (number == ROOT) {
            int next = page.next();
            store.put(next, halves.left);
            store.put(next + 1, halves.right);
            store.put(ROOT, new OrderedPage(List.of(halves.separator), List.of(next, next + 1), next + 2));
            return;
        }
        int other = takeNumber();
        store.put(number, halves.left);
        store.put(other, halves.right);
        Step parent = way.pop();
        // The root, which has just given a number away, is no longer what it was on the way down.
        OrderedPage above = parent.number == ROOT ? store.get(ROOT) : parent.page;
        OrderedPage grown = new OrderedPage(
                plus(above.keys(), parent.child, halves.separator),
                plus(above.children(), parent.child + 1, other),
                above.next());
        write(parent.number, grown, way);
    }

    /** Two pages in place of one, and what goes between them into the page above. */
    private record Halves(OrderedPage left, String separator, OrderedPage right) {

        /** The separator of inner pages moves up; that of leaves is a copy of the lowest key to its right. */
        static Halves of(List<String> keys, List<Integer> children) {
            int middle = keys.size() / 2;
            boolean leaf = children.isEmpty();
            return new Halves(
                    page(keys.subList(0, middle), leaf ? children : children.subList(0, middle + 1)),
                    keys.get(middle),
                    page(
                            keys.subList(leaf ? middle : middle + 1, keys.size()),
                            leaf ? children : children.subList(middle + 1, children.size())));
        }

        private static OrderedPage page(List<String> keys, List<Integer> children) {
            return new OrderedPage(List.copyOf(keys), List.copyOf(children));
        }
    }

    private int takeNumber() throws Exception {
        OrderedPage root = store.get(ROOT);
        store.put(ROOT, new OrderedPage(root.keys(), root.children(), root.next() + 1));
        return root.next();
    }

    /** Removes a key; nothing changes where it is not there. */
    void remove(String key) throws Exception {
        if (store.get(ROOT) == null) {
            return;
        }
        Deque<Step> way = new ArrayDeque<>();
        Step leaf = descend(key, way);
        if (leaf.child < 0) {
            return;
        }
        shrink(leaf.number, new OrderedPage(minus(leaf.page.keys(), leaf.child), List.of(), leaf.page.next()), way);
    }

    /** Writes a page that has become smaller; below the minimum it becomes one with a neighbour, or shares with it. */
    private void shrink(int number, OrderedPage page, Deque<Step> way) throws Exception {
        if (number == ROOT) {
            writeRoot(page);
            return;
        }
        if (page.keys().size() >= MIN_KEYS) {
            store.put(number, page);
            return;
        }
        Step parent = way.pop();
        OrderedPage above = parent.page;
        int left = parent.child == 0 ? 0 : parent.child - 1;
        int leftNumber = above.children().get(left);
        int rightNumber = above.children().get(left + 1);
        OrderedPage leftPage = leftNumber == number ? page : store.get(leftNumber);
        OrderedPage rightPage = rightNumber == number ? page : store.get(rightNumber);
        List<String> keys = new ArrayList<>(leftPage.keys());
        if (!page.leaf()) {
            keys.add(above.keys().get(left));
        }
        keys.addAll(rightPage.keys());
        List<Integer> children = new ArrayList<>(leftPage.children());
        children.addAll(rightPage.children());
        if (keys.size() <= MAX_KEYS) {
            store.put(leftNumber, new OrderedPage(keys, children));
            store.remove(rightNumber);
            OrderedPage shorter =
                    new OrderedPage(minus(above.keys(), left), minus(above.children(), left + 1), above.next());
            shrink(parent.number, shorter, way);
        } else {
            Halves halves = Halves.of(keys, children);
            store.put(leftNumber, halves.left);
            store.put(rightNumber, halves.right);
            List<String> separators = new ArrayList<>(above.keys());
            separators.set(left, halves.separator);
            store.put(parent.number, new OrderedPage(separators, above.children(), above.next()));
        }
    }

    /** A root with one page below takes that page's place, so that the tree is no deeper than it must be. */
    private void writeRoot(OrderedPage page) throws Exception {
        if (!page.keys().isEmpty()) {
            store.put(ROOT, page);
        } else if (page.leaf()) {
            store.remove(ROOT);
        } else {
            int only = page.children().get(0);
            OrderedPage below = store.get(only);
            store.remove(only);
            store.put(ROOT, new OrderedPage(below.keys(), below.children(), page.next()));
        }
    }

    /** The leaf of a key, its place in it (as of a binary search); the pages above go onto {@code way}. */
    private Step descend(String key, Deque<Step> way) throws Exception {
        int number = ROOT;
        OrderedPage page = store.get(ROOT);
        while (!page.leaf()) {
            int child = childOf(page, key);
            way.push(new Step(number, page, child));
            number = page.children().get(child);
            page = store.get(number);
        }
        return new Step(number, page, Collections.binarySearch(page.keys(), key));
    }

    /** At most {@code limit} keys that are not lower than {@code from}, in order. */
    List<String> from(String from, int limit) throws Exception {
        List<String> found = new ArrayList<>(Math.min(limit, MAX_KEYS));
        OrderedPage root = store.get(ROOT);
        if (root != null) {
            collect(root, from, limit, found);
        }
        return found;
    }

    private void collect(OrderedPage page, String from, int limit, List<String> found) throws Exception {
        if (page.leaf()) {
            int at = Collections.binarySearch(page.keys(), from);
            for (int i = at < 0 ? -at - 1 : at; i < page.keys().size() && found.size() < limit; i++) {
                found.add(page.keys().get(i));
            }
            return;
        }
        for (int i = childOf(page, from); i < page.children().size() && found.size() < limit; i++) {
            collect(store.get(page.children().get(i)), from, limit, found);
        }
    }

    private static int childOf(OrderedPage page, String key) {
        int at = Collections.binarySearch(page.keys(), key);
        return at < 0 ? -at - 1 : at + 1;
    }

    private static <T> List<T> plus(List<T> list, int at, T item) {
        List<T> longer = new ArrayList<>(list.size() + 1);
        longer.addAll(list);
        longer.add(at, item);
        return longer;
    }

    private static <T> List<T> minus(List<T> list, int at) {
        List<T> shorter = new ArrayList<>(list);
        shorter.remove(at);
        return shorter;
    }
}
