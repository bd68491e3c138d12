package io.knowstream.documents;

import static org.assertj.core.api.Assertions.assertThat;

import io.knowstream.graph.AdmittedDocument;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/** A random history of documents over several runs, and what was admitted of it. Prints its seed. */
final class AdmissionHistory {

    private final Map<String, String> surviving = new HashMap<>();
    private final Map<String, AdmittedDocument> last = new HashMap<>();
    private final Random random;
    private final int documents;

    /** @param documents how many different ones there are */
    AdmissionHistory(int documents) {
        long seed = Long.getLong("knowstream.seed", System.nanoTime());
        System.out.println("seed " + seed);
        this.random = new Random(seed);
        this.documents = documents;
    }

    Random random() {
        return random;
    }

    /** Deletes a document one time in {@code times}, and gives it one of three texts otherwise. */
    void change(AdmissionHarness harness, int times) throws Exception {
        String id = "d" + random.nextInt(documents);
        if (random.nextInt(times) == 0) {
            harness.send(AdmissionHarness.delete(id, null));
            surviving.remove(id);
        } else {
            String text = "text " + random.nextInt(3);
            harness.send(AdmissionHarness.upsert(id, text, null));
            surviving.put(id, text);
        }
    }

    /** Takes what a run has admitted: revisions must grow. */
    void take(AdmissionHarness harness) {
        for (AdmittedDocument admitted : harness.extractOutputValues()) {
            AdmittedDocument before = last.put(admitted.documentId(), admitted);
            assertThat(admitted.revision()).isGreaterThan(before == null ? 0 : before.revision());
        }
    }

    /** What was admitted last of each document, which must be full and of the text that survived. */
    Collection<AdmittedDocument> requireSurvivors() {
        Map<String, String> admitted = new HashMap<>();
        last.forEach((id, newest) -> {
            assertThat(newest.provisional()).isFalse();
            if (newest.document() != null) {
                admitted.put(id, newest.document().content());
            }
        });
        assertThat(admitted).isEqualTo(surviving);
        return last.values();
    }
}
