package io.knowstream.inference.catalogue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.knowstream.inference.ModelException;
import io.knowstream.inference.catalogue.HubClient.TransientException;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A hub in the manner of Hugging Face: {@code api/models/REPOSITORY/tree/REVISION} lists files with sizes and checksums,
 * {@code REPOSITORY/resolve/REVISION/FILE} has them. A file whose connection is cut goes on where it stopped. Used by one
 * thread.
 */
public final class ModelHub implements ModelSource {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAX_PAGES = 50;
    private static final long MAX_LISTING = 16L << 20;
    private static final Pattern NEXT = Pattern.compile("<([^>]+)>\\s*;\\s*rel=\"?next\"?");
    /** No file needs more connections than this, however little each of them brings. */
    private static final int MAX_CONNECTIONS = 1000;

    private final HubConfig config;
    private final HubClient client;
    private final Pause pause;

    /** Waits between attempts. */
    interface Pause {
        /** Waits for a time. */
        void of(Duration duration) throws InterruptedException;
    }

    /** What is done again where it fails for a while. */
    interface Attempt<T> {
        /** Tries once. */
        T run() throws IOException, InterruptedException;

        /** Whether the last run brought something, so that the attempts count from the beginning. */
        default boolean advanced() {
            return false;
        }
    }

    /** Reaches a hub. */
    public ModelHub(HubConfig config) {
        this(config, duration -> Thread.sleep(duration.toMillis()));
    }

    ModelHub(HubConfig config, Pause pause) {
        this.config = config;
        this.client = new HubClient(config);
        this.pause = pause;
    }

    @Override
    public String origin(ModelCard card) {
        return config.base() + "/" + requireRepository(card) + " (" + card.revision() + ")";
    }

    private static String requireRepository(ModelCard card) {
        if (card.pullRepository() == null) {
            throw new ModelException("model " + card.name() + " has no repository in the catalogue to pull it from");
        }
        return card.pullRepository();
    }

    @Override
    public List<RemoteFile> list(ModelCard card) throws IOException, InterruptedException {
        String origin = origin(card);
        URI page = URI.create(config.base() + "/api/models/" + requireRepository(card) + "/tree/" + card.revision()
                + "?recursive=true");
        List<RemoteFile> files = new ArrayList<>();
        try {
            for (int pages = 0; page != null; pages++) {
                if (pages == MAX_PAGES) {
                    throw new ModelException(origin + " lists more than " + MAX_PAGES + " pages of files");
                }
                URI address = page;
                HttpResponse<byte[]> response = again(() -> listing(address));
                read(response.body(), address, files);
                page = next(address, response);
            }
            return RemoteFile.requireDistinct(files);
        } catch (IllegalArgumentException e) {
            throw new ModelException(origin + " has a list of files that cannot be trusted: " + e.getMessage(), e);
        }
    }

    private HttpResponse<byte[]> listing(URI address) throws IOException, InterruptedException {
        LimitedBody body = new LimitedBody(MAX_LISTING);
        HttpResponse<byte[]> response =
                client.get(address, Map.of("Accept", "application/json"), info -> body, body::bytes, () -> {});
        if (response.statusCode() != 200) {
            client.refuse(address, response);
        }
        return response;
    }

    private static void read(byte[] body, URI address, List<RemoteFile> files) throws IOException {
        JsonNode root;
        try {
            root = JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new ModelException(address + " is no list of files: it is no JSON", e);
        }
        if (root == null || !root.isArray()) {
            throw new ModelException(address + " is no list of files");
        }
        for (JsonNode entry : root) {
            String path = ModelPath.require(entry.path("path").textValue(), "the name of a file");
            if (!entry.path("type").asText().equals("file")) {
                continue;
            }
            JsonNode lfs = entry.path("lfs");
            files.add(
                    lfs.isObject()
                            ? new RemoteFile(
                                    path,
                                    lfs.path("size").asLong(entry.path("size").asLong(-1)),
                                    new Checksum(
                                            Checksum.Algorithm.SHA256,
                                            lfs.path("oid").asText().replaceFirst("^sha256:", "")))
                            : new RemoteFile(
                                    path,
                                    entry.path("size").asLong(-1),
                                    new Checksum(
                                            Checksum.Algorithm.GIT_SHA1,
                                            entry.path("oid").asText())));
        }
    }

    private URI next(URI address, HttpResponse<?> response) {
        for (String link : response.headers().allValues("Link")) {
            Matcher matcher = NEXT.matcher(link);
            if (matcher.find()) {
                URI next = address.resolve(URI.create(matcher.group(1)));
                if (!client.isHub(next)) {
                    throw new ModelException(address + " goes on at " + next + ", which is another host");
                }
                return next;
            }
        }
        return null;
    }

    @Override
    public void fetch(ModelCard card, RemoteFile file, Path part, LongConsumer progress)
            throws IOException, InterruptedException {
        URI address = URI.create(config.base() + "/" + requireRepository(card) + "/resolve/" + card.revision() + "/"
                + encoded(file.path()));
        again(new HubTransfer(client, address, file, part, progress));
    }

    private static String encoded(String path) {
        StringBuilder out = new StringBuilder();
        for (String each : path.split("/")) {
            out.append(out.isEmpty() ? "" : "/")
                    .append(URLEncoder.encode(each, StandardCharsets.UTF_8).replace("+", "%20"));
        }
        return out.toString();
    }

    private <T> T again(Attempt<T> attempt) throws IOException, InterruptedException {
        int fruitless = 0;
        for (int connection = 1; ; connection++) {
            try {
                return attempt.run();
            } catch (TransientException e) {
                fruitless = attempt.advanced() ? 0 : fruitless + 1;
                if (fruitless >= config.attempts() || connection == MAX_CONNECTIONS) {
                    throw new ModelException(
                            "the hub " + config.base() + " cannot be used: " + e.getMessage() + " (after " + connection
                                    + " attempts). Another one is named by --hub or models.hub, files at hand by"
                                    + " --from; what was got is kept",
                            e.getCause());
                }
                pause.of(longer(e.wantedPause(), backOff(fruitless)));
            }
        }
    }

    private Duration backOff(int fruitless) {
        return config.firstPause().multipliedBy(1L << Math.max(0, Math.min(fruitless - 1, 20)));
    }

    private Duration longer(Duration wanted, Duration backOff) {
        Duration longer = wanted.compareTo(backOff) > 0 ? wanted : backOff;
        return longer.compareTo(config.longestPause()) > 0 ? config.longestPause() : longer;
    }
}
