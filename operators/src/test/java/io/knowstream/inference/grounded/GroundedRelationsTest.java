package io.knowstream.inference.grounded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class GroundedRelationsTest {

    private static final Schema SCHEMA = Schema.builtIn();
    private static final int UNBOUNDED = Integer.MAX_VALUE;
    private static final String TEXT =
            "Marie Curie was born in Warsaw in 1867. She worked at the University of Paris. Marie Curie married Pierre"
                    + " Curie. AC/DC (none) played.";
    private static final TestingTokenizer TOKENIZER = TestingTokenizer.knowing(TEXT);

    private static EntityMentions entity(String text, String name, String type) {
        List<NamedSpan> mentions = new ArrayList<>();
        for (int at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + name.length())) {
            mentions.add(new NamedSpan(at, at + name.length(), type, 1));
        }
        return new EntityMentions(type, mentions);
    }

    private static final List<EntityMentions> ENTITIES = List.of(
            entity(TEXT, "Marie Curie", "Person"),
            entity(TEXT, "Warsaw", "Location"),
            entity(TEXT, "1867", "TimeExpression"),
            entity(TEXT, "University of Paris", "Organization"),
            entity(TEXT, "Pierre Curie", "Person"),
            entity(TEXT, "AC", "Group"),
            entity(TEXT, "AC/DC", "Group"),
            entity(TEXT, "(none)", "Work"));

    private static GroundedRelations relations(int window) {
        return new GroundedRelations(SCHEMA, TOKENIZER, PromptStyle.BASE, window, UNBOUNDED);
    }

    private static List<GroundedRelation> saying(String output) {
        GroundedTask<List<GroundedRelation>> task =
                relations(512).tasks(TEXT, null, ENTITIES).get(0);
        TestingModel.Run run = TestingModel.run(task, TestingModel.wanting(TOKENIZER, output), 8);
        assertThat(TOKENIZER.decode(run.tokens())).isEqualTo(output);
        return task.result();
    }

    @Test
    void aModelGetsOutExactlyTheRelationsThatItWants() {
        List<GroundedRelation> found =
                saying("Subject: Marie Curie\nRelation: place of birth\nObject: Warsaw\nSubject: Marie Curie\n"
                        + "Relation: date of birth\nObject: 1867\nSubject: Marie Curie\nRelation: spouse\n"
                        + "Object: Pierre Curie\nSubject: University of Paris\nRelation: located in\nObject: Warsaw\n"
                        + "Subject: Pierre Curie\nRelation: spouse\nObject: Marie Curie\nSubject: AC/DC\n"
                        + "Relation: part of\nObject: AC\nSubject: (none)\n");
        assertThat(found)
                .extracting(GroundedRelation::subject, GroundedRelation::predicate, GroundedRelation::object)
                .containsExactly(
                        tuple(0, "place of birth", 1),
                        tuple(0, "P569", 2),
                        tuple(0, "spouse", 4),
                        tuple(3, "located in the administrative territorial entity", 1),
                        tuple(4, "spouse", 0),
                        tuple(6, "part of", 5));
        assertThat(found.get(0).wikidata()).isEqualTo("P19");
    }

    @Test
    void aModelMayFindNothing() {
        assertThat(saying("Subject: (none)\n")).isEmpty();
    }

    @Test
    void whatTheTypesForbidCannotBeSaid() {
        GroundedTask<List<GroundedRelation>> task =
                relations(512).tasks(TEXT, null, ENTITIES).get(0);
        String wanted = "Subject: Warsaw\nRelation: spouse\nObject: Pierre Curie\n";
        TestingModel.Run run = TestingModel.run(task, TestingModel.wanting(TOKENIZER, wanted), 8);
        assertThat(TOKENIZER.decode(run.tokens())).startsWith("Subject: Warsaw\nRelation: ");
        assertThat(task.result())
                .noneMatch(r -> r.subject() == 1 && r.predicate().equals("spouse"));
    }

    @Test
    void pairsOnlyGoForward() {
        GroundedTask<List<GroundedRelation>> task =
                relations(512).tasks(TEXT, null, ENTITIES).get(0);
        String again = "Subject: Marie Curie\nRelation: place of birth\nObject: Warsaw\n".repeat(50);
        TestingModel.run(task, TestingModel.wanting(TOKENIZER, again), 8);
        assertThat(task.result().stream().filter(r -> r.subject() == 0 && r.object() == 1))
                .hasSize(1);
    }

    @Test
    void entitiesOfOneNameAreTheFirstOfThem() {
        List<EntityMentions> twice = List.of(
                entity(TEXT, "Warsaw", "Location"),
                entity(TEXT, "Marie Curie", "Person"),
                entity(TEXT, "Warsaw", "Organization"));
        GroundedTask<List<GroundedRelation>> task =
                relations(512).tasks(TEXT, null, twice).get(0);
        assertThat(TOKENIZER.decode(task.prompt())).endsWith("\nNames: Warsaw; Marie Curie\n");
        String wanted = "Subject: Marie Curie\nRelation: residence\nObject: Warsaw\nSubject: (none)\n";
        TestingModel.run(task, TestingModel.wanting(TOKENIZER, wanted), 0);
        assertThat(task.result())
                .extracting(GroundedRelation::subject, GroundedRelation::object)
                .containsExactly(tuple(1, 0));
    }

    @Test
    void withoutTwoEntitiesThatAPredicateJoinsThereIsNothingToAsk() {
        assertThat(relations(512).tasks(TEXT, null, List.of())).isEmpty();
        assertThat(relations(512).tasks(TEXT, null, ENTITIES.subList(0, 1))).isEmpty();
        assertThat(relations(512).tasks("1867 1867", null, List.of(entity("1867", "1867", "TimeExpression"))))
                .isEmpty();
        assertThat(relations(512)
                        .tasks(
                                TEXT,
                                null,
                                List.of(entity(TEXT, "Warsaw", "Unknown"), entity(TEXT, "1867", "TimeExpression"))))
                .isEmpty();
    }

    @Test
    void eachWindowIsAskedAboutItsOwnEntities() {
        String text = TEXT + " Nothing at all of note was here for some time.".repeat(30) + " " + TEXT;
        GroundedRelations relations = relations(128);
        List<EntityMentions> entities =
                List.of(entity(text, "Marie Curie", "Person"), entity(text, "Warsaw", "Location"));
        List<GroundedTask<List<GroundedRelation>>> tasks = relations.tasks(text, null, entities);
        assertThat(tasks).hasSize(2);
        String wanted = "Subject: Marie Curie\nRelation: place of birth\nObject: Warsaw\nSubject: (none)\n";
        List<List<GroundedRelation>> results = tasks.stream()
                .map(task -> {
                    TestingModel.run(task, TestingModel.wanting(TOKENIZER, wanted), 8);
                    return task.result();
                })
                .toList();
        assertThat(GroundedRelations.merge(results)).hasSize(1).isEqualTo(results.get(0));
    }

    @Test
    void ofManyEntitiesThoseMentionedMostAreAskedAbout() {
        StringBuilder text = new StringBuilder();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            names.add("N" + (char) ('a' + i / 26) + (char) ('a' + i % 26));
            text.append(names.get(i)).append(i >= 55 ? " " + names.get(i) : "").append(", ");
        }
        List<EntityMentions> entities = names.stream()
                .map(name -> entity(text.toString(), name, "Person"))
                .toList();
        GroundedTask<List<GroundedRelation>> task =
                relations(4096).tasks(text.toString(), null, entities).get(0);
        assertThat(task.entitiesLeftOut()).isEqualTo(60 - GroundedRelations.MAX_ENTITIES);
        String prompt = TOKENIZER.decode(task.prompt());
        String asked = prompt.substring(prompt.indexOf("Names:") + 7).strip();
        assertThat(asked.split("; "))
                .hasSize(GroundedRelations.MAX_ENTITIES)
                .contains("Naa", "Nch")
                .doesNotContain("Nca");
    }

    @Test
    void aListThatHasTheMostRelationsIsCutWhereTheModelWasNotAskedForMore() {
        String text = "Ada, Ben, Cid and Dan.";
        TestingTokenizer tokenizer = TestingTokenizer.knowing(text);
        List<String> names = List.of("Ada", "Ben", "Cid", "Dan");
        List<EntityMentions> people =
                names.stream().map(name -> entity(text, name, "Person")).toList();
        List<String> pairs = new ArrayList<>();
        for (String subject : names) {
            for (String object : names) {
                if (!subject.equals(object)) {
                    pairs.add("Subject: " + subject + "\nRelation: spouse\nObject: " + object + "\n");
                }
            }
        }
        int most = GroundedRelations.maxRelations(4);
        for (int said : new int[] {0, most - 1, most}) {
            GroundedTask<List<GroundedRelation>> task = new GroundedRelations(
                            SCHEMA, tokenizer, PromptStyle.BASE, 512, UNBOUNDED)
                    .tasks(text, null, people)
                    .get(0);
            String wanted = String.join("", pairs.subList(0, said)) + "Subject: (none)\n";
            TestingModel.Run run = TestingModel.run(task, TestingModel.wanting(tokenizer, wanted), 8);
            assertThat(tokenizer.decode(run.tokens())).isEqualTo(wanted);
            assertThat(task.isCut()).as("%d said", said).isEqualTo(said == most);
            assertThat(task.entitiesLeftOut()).isZero();
        }
    }

    @Test
    void aListEndsWhereTheSequenceHasNoRoomForMore() {
        GroundedTask<List<GroundedRelation>> whole =
                relations(512).tasks(TEXT, null, ENTITIES).get(0);
        int prompt = whole.sharedPrefix().length + whole.prompt().length;
        int none = TOKENIZER.encode("Subject: (none)\n").ids().length;
        int full = 0;
        for (int room = 0; room <= whole.maxTokens() + 10; room++) {
            GroundedRelations bounded = new GroundedRelations(SCHEMA, TOKENIZER, PromptStyle.BASE, 512, prompt + room);
            GroundedTask<List<GroundedRelation>> task =
                    bounded.tasks(TEXT, null, ENTITIES).get(0);
            assertThat(task.maxTokens()).isBetween(none, Math.max(none, Math.min(room, whole.maxTokens())));
            TestingModel.Run run = TestingModel.run(task, TestingModel.random(room), 8);
            assertThat(run.tokens().length).isLessThanOrEqualTo(task.maxTokens());
            if (task.maxTokens() == none) {
                assertThat(task.result()).isEmpty();
                assertThat(task.isCut()).isTrue();
            }
            full += task.maxTokens() == whole.maxTokens() ? 1 : 0;
        }
        assertThat(full).isEqualTo(11);
    }

    @Test
    void aModelOfRandomWeightsSaysThreeTokensAStepOrMore() {
        int tokens = 0;
        int steps = 0;
        for (int seed = 0; seed < 200; seed++) {
            GroundedTask<List<GroundedRelation>> task =
                    relations(512).tasks(TEXT, null, ENTITIES).get(0);
            TestingModel.Run run = TestingModel.run(task, TestingModel.random(seed), 8);
            tokens += run.tokens().length;
            steps += run.steps();
        }
        assertThat((double) tokens / steps).isGreaterThanOrEqualTo(3);
    }

    @Test
    void mergedRelationsAreOrderedAndTheMostConfidentCounts() {
        GroundedRelation low = new GroundedRelation(1, 0, "spouse", "P26", 0.25);
        GroundedRelation high = new GroundedRelation(1, 0, "spouse", "P26", 0.5);
        GroundedRelation first = new GroundedRelation(0, 1, "spouse", "P26", 0.125);
        assertThat(GroundedRelations.merge(List.of(List.of(low), Arrays.asList(first, high))))
                .containsExactly(first, high);
    }

    @Test
    void aSchemaWithoutPredicatesIsRefused() {
        Schema none = new Schema(List.of(new Schema.EntityType("A", "A")), List.of());
        assertThatThrownBy(() -> new GroundedRelations(none, TOKENIZER, PromptStyle.BASE, 64, UNBOUNDED))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must have a predicate");
    }
}
