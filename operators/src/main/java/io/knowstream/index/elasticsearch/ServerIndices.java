package io.knowstream.index.elasticsearch;

import co.elastic.clients.elasticsearch.ElasticsearchClient;
import co.elastic.clients.elasticsearch._types.ElasticsearchException;
import co.elastic.clients.elasticsearch.indices.IndexState;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.knowstream.graph.GraphChange.Kind;
import io.knowstream.graph.Ids;
import io.knowstream.index.Kinds;
import io.knowstream.index.SearchTerms;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * The indices of a prefix: one for each kind of record, behind an alias, and one of who writes.
 *
 * <p>Documents are sent to the aliases only, and must find one: an index that somebody removed does not come back by itself,
 * without its mappings.
 */
final class ServerIndices {

    private static final Duration SHARDS_COME = Duration.ofSeconds(30);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);
    private static final String ALREADY_EXISTS = "resource_already_exists_exception";
    /** What follows the alias in the name of an index. */
    private static final String FIRST = "-1";

    private static final String WRITERS = "writers";

    private final ElasticsearchClient client;
    private final ElasticsearchConfig config;
    /** By the name that is behind the alias. */
    private final Map<String, Kind> kinds = new HashMap<>();

    ServerIndices(ElasticsearchClient client, ElasticsearchConfig config) {
        this.client = client;
        this.config = config;
    }

    /** The {@code _id} of a record in its index, which may not be as long as the id of a document. */
    static String key(Kind kind, String id) {
        return kind == Kind.DOCUMENT ? Ids.hash("document", id) : id;
    }

    /** The alias of a kind's index. */
    static String alias(ElasticsearchConfig config, Kind kind) {
        String plural = kind == Kind.ENTITY ? "entities" : Kinds.name(kind) + "s";
        return config.prefix() + "-" + plural;
    }

    /** The aliases of all kinds' indices. */
    List<String> aliases() {
        return Kinds.SORTED.stream().map(kind -> alias(config, kind)).toList();
    }

    /** The alias of the index of who writes. */
    static String writers(ElasticsearchConfig config) {
        return config.prefix() + "-" + WRITERS;
    }

    /**
     * Makes the indices that are missing, and adds the fields that are new.
     *
     * @return the uuid of the index of each kind, and of that of who writes
     * @throws IOException where they cannot be made, or are of another form
     */
    SortedMap<String, String> make() throws IOException {
        for (Kind kind : Kinds.SORTED) {
            make(alias(config, kind), Kinds.name(kind), config.shards());
        }
        make(writers(config), WRITERS, 1);
        awaitShards();
        SortedMap<String, String> uuids = new TreeMap<>();
        for (Kind kind : Kinds.SORTED) {
            Map.Entry<String, String> index = behind(alias(config, kind));
            kinds.put(index.getKey(), kind);
            uuids.put(Kinds.name(kind), index.getValue());
        }
        // Without its notes of what was removed, nobody can tell whether something is missing.
        uuids.put(WRITERS, behind(writers(config)).getValue());
        return uuids;
    }

    /** What another task has just made cannot be searched before its shards are there. */
    private void awaitShards() throws IOException {
        List<String> all = new ArrayList<>(aliases());
        all.add(writers(config));
        long end = System.nanoTime() + SHARDS_COME.toNanos();
        while (true) {
            try {
                client.search(search -> search.index(all).size(0).allowPartialSearchResults(false), Void.class);
                return;
            } catch (IOException | ElasticsearchException e) {
                if (ServerErrors.status(e) != ServerErrors.UNAVAILABLE || System.nanoTime() > end) {
                    throw e;
                }
            }
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
        }
    }

    /** The kind of an index by the name that is behind its alias; null where it was not there when these were made. */
    Kind kind(String index) {
        return kinds.get(index);
    }

    private void make(String alias, String form, int shards) throws IOException {
        ObjectNode definition = definition(form);
        if (client.indices().existsAlias(exists -> exists.name(alias)).value()) {
            String mappings = definition.get("mappings").toString();
            try {
                client.indices().putMapping(put -> put.index(alias).withJson(new StringReader(mappings)));
            } catch (ElasticsearchException e) {
                throw new IOException(
                        "the index " + alias + " is not of the form that is written: " + e.getMessage(), e);
            }
            return;
        }
        ObjectNode settings = (ObjectNode) definition.get("settings");
        settings.put("number_of_shards", Integer.toString(shards))
                .put("number_of_replicas", Integer.toString(config.replicas()));
        definition.putObject("aliases").putObject(alias);
        String json = definition.toString();
        try {
            client.indices().create(create -> create.index(alias + FIRST).withJson(new StringReader(json)));
        } catch (ElasticsearchException e) {
            // Another task was faster.
            if (!ALREADY_EXISTS.equals(e.error().type())) {
                throw new IOException("the index " + alias + FIRST + " cannot be made: " + e.getMessage(), e);
            }
        }
    }

    /** Name and uuid of the index that an alias leads to. */
    private Map.Entry<String, String> behind(String alias) throws IOException {
        Map<String, IndexState> found =
                client.indices().getSettings(settings -> settings.index(alias)).result();
        List<Map.Entry<String, String>> uuids = found.entrySet().stream()
                .flatMap(index -> Stream.ofNullable(
                                index.getValue().settings().index().uuid())
                        .map(uuid -> Map.entry(index.getKey(), uuid)))
                .toList();
        if (uuids.size() != 1) {
            throw new IOException("the alias " + alias + " must lead to one index (got " + found.keySet() + ")");
        }
        return uuids.get(0);
    }

    /** Makes all that was written visible to searches. */
    void refresh() throws IOException {
        client.indices().refresh(refresh -> refresh.index(aliases()));
    }

    private static ObjectNode definition(String form) throws IOException {
        String file = form + ".json";
        try (InputStream in = ServerIndices.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IOException("the definition " + file + " is missing from the class path");
            }
            ObjectNode definition = (ObjectNode) SourceDocument.JSON.readTree(in);
            if (form.equals(Kinds.name(Kind.CHUNK))) {
                ((ObjectNode) definition.at("/mappings/properties/embedding")).put("dims", SearchTerms.DIMENSIONS);
            }
            return definition;
        }
    }
}
