package io.knowstream.job.evaluate;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which documents of the collections that the built-in models were trained on they have not seen. Training writes the lists:
 * {@code knowstream_training.held_out}. A line is the id of a document or, of plain texts, a source and a title.
 */
public final class HeldOut {

    private static final String FOLDER = "held-out/";

    private final Set<String> ids;

    private HeldOut(Set<String> ids) {
        this.ids = ids;
    }

    /**
     * The list for a task; empty where no built-in model was trained on the collection.
     *
     * <p>Of relations it is shorter: the other documents chose the threshold from which on a relation holds.
     */
    public static Optional<HeldOut> of(GoldFormat format, GoldFormat.Task task) {
        return switch (format) {
            case DOCRED -> Optional.of(read(task == GoldFormat.Task.RELATIONS ? "docred-relations.txt" : "docred.txt"));
            case WNUT17, BROAD_TWITTER, CROSSNER -> Optional.of(read("sentences.txt"));
            case TEXT -> Optional.of(read("text.txt"));
            default -> Optional.empty();
        };
    }

    /** How many documents are not on the list for a task, so that the built-in models may have been trained on them. */
    public static long others(GoldSet set, GoldFormat.Task task) {
        return of(set.format(), task)
                .map(list -> set.documents().stream()
                        .filter(document -> !list.has(document))
                        .count())
                .orElse(0L);
    }

    private static HeldOut read(String name) {
        try (InputStream in = HeldOut.class.getResourceAsStream(FOLDER + name);
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            return new HeldOut(lines.lines().filter(line -> !line.isBlank()).collect(Collectors.toSet()));
        } catch (IOException e) {
            throw new UncheckedIOException("the list " + name + " ships with the commands", e);
        }
    }

    /** Whether a document is on the list. */
    public boolean has(GoldDocument document) {
        int source = document.id().indexOf('/');
        return ids.contains(document.id())
                || (document.title() != null
                        && source > 0
                        && ids.contains(document.id().substring(0, source + 1) + document.title()));
    }
}
