package io.knowstream.job.evaluate;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;

/** How annotated texts are written down. */
public enum GoldFormat {
    DOCRED(DocRedReader::new, Task.ENTITIES, Task.RELATIONS, Task.COREFERENCE),
    KNOWLEDGENET(KnowledgeNetReader::new, Task.RELATIONS),
    GUM(GumReader::new, Task.ENTITIES, Task.COREFERENCE),
    LITBANK(LitBankReader::new, Task.ENTITIES),
    WNUT17(() -> new ConllReader(TypeScheme.WNUT17), Task.ENTITIES),
    BROAD_TWITTER(() -> new ConllReader(TypeScheme.BROAD_TWITTER), Task.ENTITIES),
    CROSSNER(() -> new ConllReader(TypeScheme.CROSSNER), Task.ENTITIES),
    SEC_FILINGS(() -> new ConllReader(TypeScheme.SEC_FILINGS), Task.ENTITIES),
    TEKGEN(TekGenReader::new, Task.RELATIONS),
    FEWREL(FewRelReader::new, Task.RELATIONS),
    TEXT(TextReader::new, Task.RETRIEVAL);

    /** What can be measured. */
    public enum Task {
        ENTITIES,
        RELATIONS,
        COREFERENCE,
        RETRIEVAL
    }

    private static final List<String> ENDINGS =
            List.of(".json", ".jsonl", ".jsonl.xz", ".jsonl.gz", ".conllu", ".conll", ".tsv", ".txt");
    /** Of the licences and notes that lie beside the data. */
    private static final Set<String> NOTES =
            Set.of("README.txt", "NOTE.txt", "ORIGIN.txt", "entity-list.txt", "pid2name.json");

    private final Supplier<GoldReader> reader;
    private final Set<Task> tasks;

    GoldFormat(Supplier<GoldReader> reader, Task... tasks) {
        this.reader = reader;
        this.tasks = Set.of(tasks);
    }

    /**
     * The format of a name, such as {@code broad-twitter}.
     *
     * @throws BadGoldException if there is none
     */
    public static GoldFormat named(String name) {
        for (GoldFormat format : values()) {
            if (format.toString().equalsIgnoreCase(name)) {
                return format;
            }
        }
        throw new BadGoldException("--format must be one of " + Arrays.toString(values()) + " (got " + name + ")");
    }

    /** Whether the format has what a task needs. */
    public boolean has(Task task) {
        return tasks.contains(task);
    }

    /**
     * Reads all files of some paths, directories with all that is below them.
     *
     * @param format null to detect it
     * @throws BadGoldException if a file is not of the format, or two documents have one id
     */
    public static GoldSet read(List<Path> paths, GoldFormat format) {
        List<GoldFile> files = new ArrayList<>();
        for (Path path : paths) {
            GoldFile.under(path, ENDINGS).stream()
                    .filter(file -> !NOTES.contains(file.path().getFileName().toString()))
                    .forEach(files::add);
        }
        GoldFormat chosen = format == null ? detected(files) : format;
        GoldSet set = chosen.reader.get().read(chosen, files);
        Set<String> ids = new HashSet<>();
        for (GoldDocument document : set.documents()) {
            if (!ids.add(document.id())) {
                throw new BadGoldException("documents must have ids of their own (" + document.id()
                        + " occurs twice in the files of --gold)");
            }
        }
        return set;
    }

    private static GoldFormat detected(List<GoldFile> files) {
        GoldFormat first = null;
        for (GoldFile file : files) {
            GoldFormat of = FormatDetection.of(file);
            if (first != null && of != first) {
                throw new BadGoldException("--gold must name files of one format (got " + first + " in "
                        + files.get(0).path() + " and " + of + " in " + file.path() + ")");
            }
            first = of;
        }
        return first;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
