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
        FORM,
        /** A document calls the one by the name of the other. */
        ALIAS,
        /** The initials of the other. */
        ACRONYM,
        /** A person's given names are left out or cut to initials. */
        INITIALS,
        /** The other without words such as Group or Technologies. */
        SHORT,
        /** A person's family name alone, by which a document calls the other. */
        SURNAME,
        /** The same words but for a letter or two. */
        FUZZY
    }
}
