package io.knowstream.job.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;

/**
 * Which records of a partition are dealt with: all before an offset, and ranges after it, as an earlier run left them and
 * as this run goes on, from the beginning of the partition to its end.
 *
 * <p>Kept as a group's committed offset, the ranges in its metadata. Ranges that a broker would not take are forgotten:
 * what they hold is then dealt with twice.
 */
final class RetryProgress {

    /** A broker's {@code offset.metadata.max.bytes} is 4,096 as it comes. */
    private static final int MAX_METADATA = 4_000;

    private static final Pattern RANGE = Pattern.compile("([0-9]{1,18})-([0-9]{1,18})");

    /** First and last offset. */
    private record Range(long first, long last) {}

    private final long before;
    private final List<Range> ranges;
    /** Of this run: the first record that was left, and the ranges behind it. */
    private long firstLeft = -1;

    private final List<Range> beyond = new ArrayList<>();
    private boolean extend;
    private long end;

    private RetryProgress(long before, List<Range> ranges) {
        this.before = before;
        this.ranges = ranges;
        this.end = before;
    }

    /** What an earlier run committed; null where there was none. */
    static RetryProgress of(OffsetAndMetadata committed) {
        if (committed == null) {
            return new RetryProgress(0, List.of());
        }
        List<Range> ranges = new ArrayList<>();
        Matcher matcher = RANGE.matcher(committed.metadata());
        while (matcher.find()) {
            ranges.add(new Range(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2))));
        }
        return new RetryProgress(committed.offset(), ranges);
    }

    /** Whether an earlier run dealt with a record. */
    boolean isDone(long offset) {
        return offset < before || ranges.stream().anyMatch(range -> range.first() <= offset && offset <= range.last());
    }

    /** Notes what became of a record; they come in their order. */
    void note(long offset, boolean done) {
        end = Math.max(end, offset + 1);
        if (!done) {
            firstLeft = firstLeft < 0 ? offset : firstLeft;
            extend = false;
        } else if (firstLeft >= 0 && extend) {
            beyond.set(
                    beyond.size() - 1, new Range(beyond.get(beyond.size() - 1).first(), offset));
        } else if (firstLeft >= 0) {
            beyond.add(new Range(offset, offset));
            extend = true;
        }
    }

    /** What to commit, after all records were noted. */
    OffsetAndMetadata toCommit() {
        StringBuilder metadata = new StringBuilder();
        for (Range range : beyond) {
            String next = (metadata.isEmpty() ? "" : ",") + range.first() + "-" + range.last();
            if (metadata.length() + next.length() > MAX_METADATA) {
                break;
            }
            metadata.append(next);
        }
        return new OffsetAndMetadata(firstLeft < 0 ? end : firstLeft, metadata.toString());
    }
}
