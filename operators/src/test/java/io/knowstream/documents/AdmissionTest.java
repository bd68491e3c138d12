package io.knowstream.documents;

import static org.assertj.core.api.Assertions.assertThat;

import io.knowstream.documents.Admission.Verdict;
import io.knowstream.graph.Document;
import io.knowstream.graph.DocumentUpdate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Histories are written as words: {@code A3} is text A of version 3, {@code B} has none, {@code -4} deletes. */
class AdmissionTest {

    private final Admission admission = new Admission("models");
    private HeldVersion held;

    @Test
    void aDocumentThatIsAdmittedAgainIsKnownByWhatTheGraphDependsOnNow() {
        Document document = new Document("d", null, "A", 3L, null);
        HeldVersion first = new Admission("models")
                .decide(null, DocumentUpdate.upsert(document))
                .held();
        assertThat(new Admission("models").again(first, document)).isEqualTo(new HeldVersion(3L, first.hash(), 2));
        Admission others = new Admission("other models");
        HeldVersion again = others.again(first, document);
        assertThat(again.hash()).isNotEqualTo(first.hash());
        assertThat(others.decide(again, DocumentUpdate.upsert(document)).verdict())
                .isEqualTo(Verdict.UNCHANGED);
    }

    @ParameterizedTest(name = "{0} gives {1}")
    @CsvSource({
        // no versions: the last wins
        "A, C1",
        "A B, C1 C2",
        "A A, C1 U1",
        "A B A, C1 C2 C3",
        // versions
        "A1 B2, C1 C2",
        "A2 B1, C1 S1",
        "A2 B1 C1, C1 S1 S1",
        "A2 B2, C1 C2",
        "A2 A2, C1 U1",
        "A1 A2, C1 C2",
        "A5 B3 C4 D5, C1 S1 S1 C2",
        // no version keeps the floor
        "A2 B C1, C1 C2 S2",
        "A2 B C2, C1 C2 C3",
        "A2 B C3 D2, C1 C2 C3 S3",
        "A B1 C0, C1 C2 S2",
        // deletions
        "A -, C1 D2",
        "A1 -, C1 D2",
        "A2 -1, C1 S1",
        "A2 -2, C1 D2",
        "A2 -3, C1 D2",
        "A - A, C1 D2 C3",
        "A - -, C1 D2 U2",
        // a stale insert after a deletion
        "A2 -3 A2, C1 D2 S2",
        "A2 -3 B3, C1 D2 C3",
        "A2 -3 B, C1 D2 C3",
        "A2 -3 B C2, C1 D2 C3 S3",
        "A2 - B1, C1 D2 S2",
        "A2 - B2, C1 D2 C3",
        "A2 -3 -5 B4, C1 D2 U2 S2",
        "A2 -5 -3 B4, C1 D2 S2 S2",
        "A2 -3 - B2, C1 D2 U2 S2",
        // unknown documents
        "-, U",
        "- A1, U C1",
        "-3 A2, U0 S0",
        "-3 A3, U0 C1",
        "-3 A, U0 C1",
        "-3 A B2, U0 C1 S1",
        "-3 - A2, U0 U0 S0"
    })
    void followsTheRules(String history, String verdicts) {
        List<String> actual = new ArrayList<>();
        for (String word : history.split(" ")) {
            Admission.Decision decision = admission.decide(held, update(word));
            held = decision.held();
            actual.add(decision.verdict().name().charAt(0) + (held == null ? "" : Long.toString(held.revision())));
        }
        assertThat(String.join(" ", actual)).isEqualTo(verdicts);
    }

    @Test
    void everyPartOfADocumentCounts() {
        Document document = new Document("d", "title", "content", 1L, Map.of("k", "v"));
        held = admission.decide(null, DocumentUpdate.upsert(document)).held();
        assertThat(verdict(document)).isEqualTo(Verdict.UNCHANGED);
        assertThat(verdict(new Document("d", null, "content", 1L, Map.of("k", "v"))))
                .isEqualTo(Verdict.CHANGED);
        assertThat(verdict(new Document("d", "", "content", 1L, Map.of("k", "v"))))
                .isEqualTo(Verdict.CHANGED);
        assertThat(verdict(new Document("d", "titlec", "ontent", 1L, Map.of("k", "v"))))
                .isEqualTo(Verdict.CHANGED);
        assertThat(verdict(new Document("d", "title", "content ", 1L, Map.of("k", "v"))))
                .isEqualTo(Verdict.CHANGED);
        assertThat(verdict(new Document("d", "title", "content", null, Map.of("k", "v"))))
                .isEqualTo(Verdict.CHANGED);
        assertThat(verdict(new Document("d", "title", "content", 1L, Map.of("k", "w"))))
                .isEqualTo(Verdict.CHANGED);
        assertThat(verdict(new Document("d", "title", "content", 1L, Map.of()))).isEqualTo(Verdict.CHANGED);
    }

    @Test
    void anotherModelOrConfigurationIsAChange() {
        Document document = new Document("d", "title", "content", 1L, null);
        held = admission.decide(null, DocumentUpdate.upsert(document)).held();
        assertThat(new Admission("other models")
                        .decide(held, DocumentUpdate.upsert(document))
                        .verdict())
                .isEqualTo(Verdict.CHANGED);
    }

    private Verdict verdict(Document document) {
        return admission.decide(held, DocumentUpdate.upsert(document)).verdict();
    }

    static DocumentUpdate update(String word) {
        Long version = word.length() == 1 ? null : Long.valueOf(word.substring(1));
        return word.startsWith("-")
                ? DocumentUpdate.delete("d", version)
                : DocumentUpdate.upsert(new Document("d", null, word.substring(0, 1), version, null));
    }
}
