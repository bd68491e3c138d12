package io.knowstream.index.elasticsearch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.knowstream.graph.GraphChange;
import io.knowstream.graph.GraphChange.Kind;
import io.knowstream.graph.Ids;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What stands in the indices beside the job's own writes, and what was removed from them. */
class ElasticsearchStraysITCase extends OnElasticsearch {

    /** Starts a job that has written all but the last of some changes, and waits for it. */
    private List<GraphChange> begin(String prefix, int parallelism) throws Exception {
        sink = new TestingSink(server, cluster, prefix);
        List<GraphChange> changes = TestingRecords.changes(random, 201);
        sink.begin(changes, 200, parallelism);
        return changes.subList(0, 200);
    }

    private JsonNode put(String place, String document) throws Exception {
        JsonNode answer = server.request("PUT", "/" + sink.config().prefix() + "-" + place, document);
        assertThat(answer.get("result").asText()).as(answer.toString()).isIn("created", "updated");
        return answer;
    }

    private JsonNode get(String place) throws Exception {
        return server.request("GET", "/" + sink.config().prefix() + "-" + place, null);
    }

    @Test
    void aRecordThatComesBackRightAfterItsTombstoneWasRemovedStays() throws Exception {
        sink = new TestingSink(server, cluster, "again");
        List<GraphChange> changes = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            changes.add(GraphChange.upsert(TestingRecords.entity("Person", "Person " + i, 1), i));
        }
        for (int i = 0; i < 3; i++) {
            changes.add(GraphChange.delete(Kind.ENTITY, changes.get(i).id(), 3 + i));
        }
        // The one that was deleted last has the task's last version: its next write is one above it.
        changes.add(changes.get(2));
        changes.add(changes.get(0));
        GatedChanges.set(changes, 0, 6);
        sink.submit(1, null);
        GatedChanges.awaitSent(6);
        await().atMost(TestingSink.PATIENCE).until(() -> sink.purges() > 0);
        await().atMost(TestingSink.PATIENCE).until(() -> {
            server.request("POST", "/again-entities/_refresh", null);
            return get("entities/_count").get("count").asInt() == 0;
        });
        GatedChanges.letGo(7);
        sink.awaitGraphOf(changes.subList(0, 7));
    }

    @Test
    void whatOthersWriteIsWrittenOverOrRemoved() throws Exception {
        List<GraphChange> changes = begin("foreign", 2);
        put("entities/_doc/" + TestingRecords.survivor(changes, Kind.ENTITY), "{}");
        put(
                "documents/_doc/" + Ids.hash("document", TestingRecords.survivor(changes, Kind.DOCUMENT)),
                "{\"id\":[\"a\",\"b\"]}");
        put("documents/_doc/nonsense", "{\"id\":\"nonsense\",\"kind\":\"document\",\"attempt\":-1}");
        put("entities/_doc/nonsense", "{\"id\":\"other\",\"kind\":\"rhyme\",\"attempt\":7}");
        put(
                "links/_doc/poison?version_type=external&version=" + Long.MAX_VALUE,
                "{\"id\":\"poison\",\"kind\":\"link\",\"attempt\":" + Long.MAX_VALUE + "}");
        for (String gone : List.of("documents/_doc/nonsense", "entities/_doc/nonsense", "links/_doc/poison")) {
            await().atMost(TestingSink.PATIENCE).until(() -> {
                JsonNode found = get(gone);
                return !found.get("found").asBoolean()
                        || found.at("/_source/deleted").asBoolean();
            });
        }
        sink.awaitGraphOf(changes);
        assertThat(get("writers/_doc/claimed").at("/_source/last").asLong())
                .as("nobody has followed where no numbers are")
                .isLessThan(1_000);
    }

    @Test
    void whatAnotherJobRemovesAfterThisOneHasStartedIsWrittenAgain() throws Exception {
        List<GraphChange> changes = begin("purged", 2);
        String entity = TestingRecords.survivor(changes, Kind.ENTITY);
        assertThat(server.request("DELETE", "/purged-entities/_doc/" + entity, null)
                        .get("result")
                        .asText())
                .isEqualTo("deleted");
        // That another process has removed a tombstone is noted, which was of a record of this job. Here the note comes
        // last: this job looks for it twice a second, and would have sent the record again before it is removed.
        put("writers/_doc/purge-1", "{\"attempt\":1,\"checkpoint\":999,\"submission\":\"another\"}");
        sink.awaitGraphOf(changes);
    }

    @Test
    void claimsThatAreLostAreMadeAgainAndAllIsSent() throws Exception {
        List<GraphChange> changes = begin("claims", 2);
        assertThat(server.request(
                                "DELETE",
                                "/claims-entities/_doc/" + TestingRecords.survivor(changes, Kind.ENTITY),
                                null)
                        .get("result")
                        .asText())
                .isEqualTo("deleted");
        long before = get("writers/_doc/claimed").at("/_source/last").asLong();
        assertThat(server.request("DELETE", "/claims-writers-1", null)
                        .get("acknowledged")
                        .asBoolean())
                .isTrue();
        sink.awaitGraphOf(changes);
        await().atMost(TestingSink.PATIENCE)
                .until(() -> get("writers/_doc/claimed").at("/_source/last").asLong() > before);
    }
}
