package io.knowstream.graph;

/**
 * Says that two entities are one: links run from each name to a better one, never in a circle, and all that lead to the
 * same name are a cluster.
 *
 * @param id {@link Ids#link} of the entity
 * @param entity id of the entity whose name is the lesser one
 * @param target id of the entity whose name is the better one
 * @param rule why, one of {@link Rule}
 * @param confidence parts per million
 * @param via what the rule saw: an alias, initials, or both names as they were compared
 */
public record EntityLink(String id, String entity, String target, Rule rule, int confidence, String via) {

    /** Why two names are one entity, the most certain first. */
    public enum Rule {
        /** The same words but for titles, legal forms, accents and punctuation. */
        FORM("the same words but for titles, legal forms and punctuation"),
        /** A document calls the one by the name of the other. */
        ALIAS("a document calls it so"),
        /** The initials of the other. */
        ACRONYM("its initials"),
        /** A person's given names are left out or cut to initials. */
        INITIALS("given names left out or cut to initials"),
        /** The other without words such as Group or Technologies. */
        SHORT("general words left out"),
        /** A person's family name alone, by which a document calls the other. */
        SURNAME("a document calls the person by the family name"),
        /** The same words but for a letter or two. */
        FUZZY("alike");

        private final String reason;

        Rule(String reason) {
            this.reason = reason;
        }

        /** Why, in the words that go on "the lesser name is the better one: ...". */
        public String reason() {
            return reason;
        }
    }
}
