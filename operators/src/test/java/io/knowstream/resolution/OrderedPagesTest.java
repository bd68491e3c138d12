package io.knowstream.resolution;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** An ordered set in pages is that set, and touches few of them. */
class OrderedPagesTest {

    /**
     * Of 100,000 keys, in order, pages are half full: five levels. A removal reads a page and a neighbour and writes both on
     * each, an addition reads one and writes two and the root's number, and the first 16 keys lie in two or three leaves.
     */
    private static final int MOST_TOUCHED = 5 * (4 + 5) + 5 + 3;

    private final CountingStore store = new CountingStore();
    private final OrderedPages pages = new OrderedPages(store);

    @Test
    void isASortedSetWhateverIsAddedAndRemoved() throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        TreeSet<String> expected = new TreeSet<>();
        for (int i = 0; i < 60_000; i++) {
            String key = key(random.nextInt(3_000));
            // Grows, shrinks to nothing and grows again.
            if (random.nextInt(100) < (i / 10_000 % 2 == 0 ? 70 : 20)) {
                pages.add(key);
                expected.add(key);
            } else {
                pages.remove(key);
                expected.remove(key);
            }
            if (i % 50 == 0) {
                String from = key(random.nextInt(3_000));
                int limit = 1 + random.nextInt(60);
                assertThat(pages.from(from, limit))
                        .isEqualTo(expected.tailSet(from).stream().limit(limit).toList());
                assertThat(pages.from("", Integer.MAX_VALUE)).containsExactlyElementsOf(expected);
            }
        }
    }

    @Test
    void noPageIsAlmostEmptyAndAnEmptySetHasNone() throws Exception {
        List<String> left = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            pages.add(key(i * 7_919 % 5_000));
            left.add(key(i));
        }
        Random random = new Random(1);
        while (!left.isEmpty()) {
            pages.remove(left.remove(random.nextInt(left.size())));
            store.pages.forEach((number, page) -> {
                assertThat(page.keys()).hasSizeLessThanOrEqualTo(OrderedPages.MAX_KEYS);
                assertThat(page.keys().size()).isGreaterThanOrEqualTo(number == 0 ? 1 : OrderedPages.MIN_KEYS);
            });
        }
        assertThat(store.pages).isEmpty();
    }

    @Test
    void aChangeTouchesAsManyPagesAsTheTreeIsDeep() throws Exception {
        for (int i = 0; i < 100_000; i++) {
            pages.add(key(i));
        }
        // From the front, as an iterator would find it hardest, down to the last.
        for (int i = 0; i < 100_000; i++) {
            store.touched = 0;
            pages.remove(key(i));
            pages.add(key(100_000 + i));
            pages.from("", 16);
            assertThat(store.touched).isLessThan(MOST_TOUCHED);
        }
    }

    private static String key(int number) {
        return String.format(Locale.ROOT, "%08d", number);
    }

    /** Pages in memory. */
    private static final class CountingStore implements OrderedPages.Store {

        final Map<Integer, OrderedPage> pages = new HashMap<>();
        int touched;

        @Override
        public OrderedPage get(int number) {
            touched++;
            return pages.get(number);
        }

        @Override
        public void put(int number, OrderedPage page) {
            touched++;
            pages.put(number, page);
        }

        @Override
        public void remove(int number) {
            touched++;
            assertThat(pages.remove(number)).isNotNull();
        }
    }
}
