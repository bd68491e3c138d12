package io.knowstream.job.evaluate;

/**
 * A fact that people have found in a document.
 *
 * @param subject {@link GoldMention#entity} of the subject
 * @param property its name, as {@link PropertyScheme} has it
 * @param object {@link GoldMention#entity} of the object
 */
public record GoldRelation(String subject, String property, String object) {}
