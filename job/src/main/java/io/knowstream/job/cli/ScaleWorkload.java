package io.knowstream.job.cli;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Changes of documents, the same for the same parameters, in lanes that do not depend on one another.
 *
 * <p>Each lane first loads its documents, four new ones and then a replacement of one of those before; goes on with the
 * number of its documents as it is, two new ones, the two oldest deleted and one replaced, first without and then with
 * models; and then deletes what is left, the oldest first.
 *
 * @param skew how often entities are named
 * @param documents how many there are after the load, in all lanes
 * @param steady changes in the middle part without models, in all lanes
 * @param read changes in the middle part whose documents are read by models, in all lanes
 * @param lanes how many
 * @param seed of the documents
 */
record ScaleWorkload(ScaleSkew skew, int documents, int steady, int read, int lanes, long seed)
        implements Serializable {

    private static final int ENTITIES_A_DOCUMENT = 6;

    ScaleWorkload {
        if (documents % (4 * lanes) != 0 || steady % (5 * lanes) != 0 || read % (5 * lanes) != 0 || documents == 0) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "%d documents and %d and %d changes do not go into %d lanes of 4 and 5 steps",
                    documents,
                    steady,
                    read,
                    lanes));
        }
    }

    /**
     * One change.
     *
     * @param id of the document
     * @param json what it is from now on; null where it is deleted
     */
    record Change(String id, byte[] json) {}

    /** As many entities as documents: how many documents name one does not depend on how many there are. */
    ScaleNames names() {
        return new ScaleNames(skew, documents);
    }

    /** Changes of a lane until its documents are loaded. */
    int loaded() {
        return documents / lanes / 4 * 5;
    }

    /** Changes of a lane until models are to read what comes. */
    int spotted() {
        return loaded() + steady / lanes;
    }

    /** Changes of a lane until nothing is left to do but to delete. */
    int changed() {
        return spotted() + read / lanes;
    }

    /** How many changes of all lanes before their step {@code end} of the steady part are no deletions. */
    long upserts(int end) {
        int beyond = end - loaded();
        return lanes * (loaded() + beyond / 5 * 3 + new int[] {0, 1, 1, 2, 3}[beyond % 5]);
    }

    /** All changes of a lane. */
    int all() {
        return changed() + documents / lanes;
    }

    /** The change of a lane at {@code step}, from 0. */
    Change at(int lane, int step, ScaleNames names) {
        SplittableRandom random = new SplittableRandom((seed * 31 + lane) * 0x9E3779B97F4A7C15L + step);
        random = random.split();
        if (step < loaded()) {
            int held = step - step / 5;
            return step % 5 < 4 ? upsert(lane, held, random, names) : upsert(lane, random.nextInt(held), random, names);
        }
        if (step < changed()) {
            int block = (step - loaded()) / 5;
            int part = (step - loaded()) % 5;
            int next = documents / lanes + 2 * block;
            int oldest = 2 * block;
            return switch (part) {
                case 0 -> upsert(lane, next, random, names);
                case 1 -> delete(lane, oldest);
                case 2 -> upsert(lane, oldest + 1 + random.nextInt(next - oldest), random, names);
                case 3 -> upsert(lane, next + 1, random, names);
                default -> delete(lane, oldest + 1);
            };
        }
        return delete(lane, step - changed() + 2 * ((changed() - loaded()) / 5));
    }

    private static String id(int lane, int number) {
        return String.format(Locale.ROOT, "document-%d-%08d", lane, number);
    }

    private static Change delete(int lane, int number) {
        return new Change(id(lane, number), null);
    }

    private Change upsert(int lane, int number, SplittableRandom random, ScaleNames names) {
        String id = id(lane, number);
        StringBuilder content = new StringBuilder();
        for (int i = 0; i < ENTITIES_A_DOCUMENT; i++) {
            int entity = skew == ScaleSkew.ZIPF && i == 0 ? 0 : names.draw(random);
            content.append(i % 2 == 0 ? "the notes say that " : " has met ").append(ScaleNames.write(entity, random));
            if (i % 2 == 1) {
                content.append(" once more. ");
            }
        }
        // Of two documents that name the same, and of two versions, no text is the same.
        content.append("this is entry ")
                .append(Long.toUnsignedString(random.nextLong(), 36))
                .append('.');
        String json = "{\"id\":\"" + id + "\",\"content\":\"" + content + "\"}";
        return new Change(id, json.getBytes(StandardCharsets.UTF_8));
    }
}
