package io.knowstream.job.cli;

import io.knowstream.graph.Entity;
import io.knowstream.index.BusyEntity;
import io.knowstream.index.Direction;
import io.knowstream.index.GraphPath;
import io.knowstream.index.GraphReader;
import io.knowstream.index.SemanticHit;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;

/** Shows what is in a graph, and an example of each kind of query with its answer and its command. */
final class DemoTour {

    private static final int ENTITIES = 8;
    private static final int PEOPLE_AMONG = 100;
    private static final int RELATIONSHIPS = 4;
    private static final int ANSWERS = 2;
    private static final String QUESTION = "discovery of radioactive elements";

    private final GraphReader reader;
    private final PrintStream out;
    private final Answers answers;
    private final String arguments;

    /** {@code arguments} stand at the end of each command. */
    DemoTour(GraphReader reader, PrintStream out, String arguments) {
        this.reader = reader;
        this.out = out;
        this.answers = new Answers(out);
        this.arguments = arguments;
    }

    void show() throws IOException {
        List<BusyEntity> busiest = reader.busiest(ENTITIES);
        heading("The busiest entities");
        for (BusyEntity busy : busiest) {
            Entity entity = busy.entity();
            answers.print(
                    "%s (%s)  %d documents, %d relationships",
                    entity.name(), entity.type(), entity.documents(), busy.relationships());
            reader.relationships(entity.id(), Direction.OUT, null, RELATIONSHIPS)
                    .forEach(relationship -> answers.print(
                            "    %s  %s", relationship.relationship().type(), relationship.targetName()));
        }
        if (busiest.isEmpty()) {
            return;
        }
        Entity first = someone().orElse(busiest.get(0).entity());
        command("query entity \"" + first.name() + "\"");
        Lookup.withClusters(reader, reader.find(first.name(), null, 1)).forEach(answers::entity);
        command("query relationships \"" + first.name() + "\" --limit " + RELATIONSHIPS);
        reader.relationships(first.id(), Direction.BOTH, null, RELATIONSHIPS).forEach(answers::relationship);
        Optional<GraphPath> path = longestPath(busiest);
        if (path.isPresent()) {
            List<Entity> ends = path.get().entities();
            command("query path \"" + ends.get(0).name() + "\" \""
                    + ends.get(ends.size() - 1).name() + "\"");
            answers.path(path.get());
        }
        command("query semantic \"" + QUESTION + "\" --limit " + ANSWERS);
        for (SemanticHit hit : Lookup.semantic(reader, QUESTION, ANSWERS)) {
            answers.hit(hit);
        }
        command("export --format jsonl --output graph.jsonl");
        command("explore");
        answers.print("shows the graph in a browser, and follows it");
    }

    /** The person of most relationships and documents, who makes better questions than a country. */
    private Optional<Entity> someone() throws IOException {
        return reader.busiest(PEOPLE_AMONG).stream()
                .map(BusyEntity::entity)
                .filter(entity -> entity.type().equals("Person"))
                .findFirst();
    }

    /** Of the paths between the busiest entities the one of most steps, the first such. */
    private Optional<GraphPath> longestPath(List<BusyEntity> busiest) throws IOException {
        Optional<GraphPath> longest = Optional.empty();
        for (int i = 0; i < busiest.size(); i++) {
            for (int j = i + 1; j < busiest.size(); j++) {
                Optional<GraphPath> path = reader.path(
                        busiest.get(i).entity().id(), busiest.get(j).entity().id());
                if (path.isPresent() && steps(path) > steps(longest)) {
                    longest = path;
                }
            }
        }
        return longest;
    }

    private static int steps(Optional<GraphPath> path) {
        return path.map(p -> p.relationships().size()).orElse(0);
    }

    private void heading(String text) {
        out.println();
        out.println(text);
    }

    private void command(String command) {
        heading("$ ./knowstream " + command + arguments);
    }
}
