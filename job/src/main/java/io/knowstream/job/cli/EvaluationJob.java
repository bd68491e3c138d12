package io.knowstream.job.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.knowstream.extraction.ExtractionFunction;
import io.knowstream.extraction.GivenEntities;
import io.knowstream.graph.DocumentGraph;
import io.knowstream.index.GraphReader;
import io.knowstream.job.Pipeline;
import io.knowstream.job.config.JobConfig;
import io.knowstream.job.evaluate.GoldDocument;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Runs the job over annotated documents, each run with an index of its own.
 *
 * @param documents what is read
 * @param work directory for files that are needed meanwhile
 * @param configuration of a job whose index is in a directory
 * @param parallelism of the job
 */
record EvaluationJob(
        List<GoldDocument> documents,
        WorkDirectory work,
        Function<Path, JobConfig> configuration,
        int parallelism,
        Terminal terminal) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Settings that an evaluation needs: what is given for a chunk is not known to a cache. */
    static final Map<String, String> FIXED = Map.of("extraction.cache", "0 b");

    /** What the job makes of each document. */
    List<DocumentGraph> read() throws Exception {
        try (GraphReader reader = open("found", null)) {
            return graphs(reader);
        }
    }

    /** The same with entities that are given. */
    List<DocumentGraph> read(GivenEntities.Source given) throws Exception {
        try (GraphReader reader = open("given", given)) {
            return graphs(reader);
        }
    }

    /**
     * Runs the job and opens its index, in which a document's id is its number.
     *
     * @param name of the run
     * @param given null for the entities that the models find
     */
    GraphReader open(String name, GivenEntities.Source given) throws Exception {
        Path directory = work.directory(name);
        JobConfig config = configuration.apply(directory.resolve("index"));
        Path input = directory.resolve("documents.jsonl");
        try (Writer out = Files.newBufferedWriter(input)) {
            for (int i = 0; i < documents.size(); i++) {
                GoldDocument document = documents.get(i);
                ObjectNode line = JSON.createObjectNode().put("id", Integer.toString(i));
                if (document.title() != null) {
                    line.put("title", document.title());
                }
                out.write(line.put("content", document.text()) + "\n");
            }
        }
        Path rejections = work.directory(name + "/rejections");
        new BoundedRun(config, new InputFile(input, "gold"), work.directory(name + "/flink"), parallelism)
                .run(
                        rejections,
                        documents.size(),
                        terminal,
                        null,
                        given == null ? Pipeline.models(config) : given(config, given));
        for (Map.Entry<Long, RejectionSink.Rejection> rejected :
                RejectionSink.read(rejections).entrySet()) {
            throw new UsageException("document "
                    + documents.get((int) (rejected.getKey() - 1)).id() + " is not taken by the job: "
                    + rejected.getValue().toJson());
        }
        return GraphReader.open(config.index().path());
    }

    private static Pipeline.Extraction given(JobConfig config, GivenEntities.Source given) {
        return chunks -> ExtractionFunction.attach(
                chunks, config.extraction(), config.fingerprint(), new GivenEntities(config.inference(), given));
    }

    private List<DocumentGraph> graphs(GraphReader reader) throws IOException {
        List<DocumentGraph> graphs = new ArrayList<>();
        for (int i = 0; i < documents.size(); i++) {
            String id = documents.get(i).id();
            graphs.add(reader.document(Integer.toString(i))
                    .orElseThrow(() -> new IllegalStateException("the job must give document " + id + " a graph")));
        }
        return graphs;
    }
}
