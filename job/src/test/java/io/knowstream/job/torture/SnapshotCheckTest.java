package io.knowstream.job.torture;

import static org.assertj.core.api.Assertions.assertThat;

import io.knowstream.graph.CanonicalJson;
import io.knowstream.graph.EntityLink;
import io.knowstream.graph.Ids;
import io.knowstream.index.GraphCounts;
import io.knowstream.resolution.ResolutionConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class SnapshotCheckTest {

    private static final String CHUNK = "{\"kind\":\"chunk\",\"id\":\"c\",\"documentId\":\"d\"}";
    private static final String DOCUMENT = "{\"kind\":\"document\",\"id\":\"d\",\"chunks\":[{\"id\":\"c\"}],"
            + "\"entities\":[{\"id\":\"a\"},{\"id\":\"b\"}],\"relationships\":[{\"id\":\"r\"}]}";
    private static final String A = "{\"kind\":\"entity\",\"id\":\"a\",\"name\":\"Ada King\","
            + "\"type\":\"Person\",\"aliases\":[\"ADA KING\"],\"documents\":1}";
    private static final String B = "{\"kind\":\"entity\",\"id\":\"b\",\"name\":\"London\","
            + "\"type\":\"Location\",\"aliases\":[],\"documents\":1}";
    private static final String R =
            "{\"kind\":\"relationship\",\"id\":\"r\",\"source\":\"a\",\"target\":\"b\",\"documents\":1}";

    private static List<String> violations(GraphCounts counts, String... lines) throws IOException {
        return SnapshotCheck.violations(
                counts, String.join("\n", lines), new ResolutionConfig(true, Duration.ofDays(7)));
    }

    @Test
    void findsNothingInWholeStates() throws Exception {
        assertThat(violations(new GraphCounts(1, 1, 2, 1), CHUNK, DOCUMENT, A, B, R))
                .isEmpty();
        assertThat(violations(new GraphCounts(0, 0, 0, 0))).isEmpty();
    }

    @Test
    void findsWhatIsMissing() throws Exception {
        assertThat(violations(new GraphCounts(1, 1, 1, 1), CHUNK, DOCUMENT, A, R))
                .containsExactly(
                        "entity b is not there, though documents name it",
                        "relationship r has no entity as its target");
        assertThat(violations(new GraphCounts(1, 1, 2, 0), CHUNK, DOCUMENT, A, B))
                .containsExactly("relationship r is not there, though documents name it");
        assertThat(violations(new GraphCounts(1, 0, 2, 1), DOCUMENT, A, B, R))
                .containsExactly("document d misses its chunk \"c\"", "chunks of all documents: 1, and not 0");
    }

    @Test
    void findsWhatIsLeftOver() throws Exception {
        assertThat(violations(new GraphCounts(0, 1, 0, 0), CHUNK))
                .containsExactly("chunks of all documents: 0, and not 1");
        assertThat(violations(new GraphCounts(0, 0, 1, 0), A)).containsExactly("documents of entity a: 1, and not 0");
    }

    @Test
    void findsLinksThatAreNotThoseOfTheNames() throws Exception {
        String shorter = B.replace("London", "A. King").replace("Location", "Person");
        String link = CanonicalJson.of(
                new EntityLink(Ids.link("b"), "b", "a", EntityLink.Rule.INITIALS, 900_000, "a king = ada king"));
        assertThat(violations(new GraphCounts(1, 1, 2, 1), CHUNK, DOCUMENT, A, shorter, R, link))
                .isEmpty();
        assertThat(violations(new GraphCounts(1, 1, 2, 1), CHUNK, DOCUMENT, A, shorter, R))
                .containsExactly("link " + Ids.link("b") + " is not there: " + link);
        assertThat(violations(new GraphCounts(1, 1, 2, 1), CHUNK, DOCUMENT, A, B, R, link))
                .containsExactly("link " + Ids.link("b") + " is not what the names of the state make of it: " + link);
    }

    @Test
    void findsCountsThatAreNotThoseOfTheState() throws Exception {
        assertThat(violations(new GraphCounts(2, 1, 2, 1), CHUNK, DOCUMENT, A, B, R))
                .containsExactly("documents counted: 2, and not 1");
        assertThat(violations(new GraphCounts(1, 1, 2, 1), CHUNK, DOCUMENT, A.replace(":1", ":2"), B, R))
                .containsExactly("documents of entity a: 2, and not 1");
        assertThat(violations(new GraphCounts(1, 1, 2, 1), CHUNK, DOCUMENT, A, A, B, R))
                .containsExactly("entity a is there twice");
    }
}
