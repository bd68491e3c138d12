package io.knowstream.clusters;

import io.knowstream.graph.Confidence;
import io.knowstream.graph.EntityLink.Rule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The names of a block before the one whose turn it is, by what rules look for. Used by one thread. */
final class BetterNames {

    private final double threshold;
    private final Map<String, List<RankedName>> byForm = new LinkedHashMap<>();
    private final Map<String, List<RankedName>> byAlias = new LinkedHashMap<>();
    private final Map<String, List<RankedName>> byInitials = new LinkedHashMap<>();
    private final Map<String, List<RankedName>> byCore = new LinkedHashMap<>();
    private final Map<String, List<RankedName>> byFamilyName = new LinkedHashMap<>();
    private final Map<String, List<RankedName>> unlinked = new LinkedHashMap<>();

    BetterNames(double threshold) {
        this.threshold = threshold;
    }

    /** Adds the next name; {@code root} where it is not linked itself. */
    void add(RankedName name, boolean root) {
        NameForm form = name.form();
        put(byForm, formKey(form), name);
        name.entity().aliases().stream()
                .map(alias -> NameForm.of(name.entity().type(), alias))
                .map(BetterNames::formKey)
                .distinct()
                .forEach(alias -> put(byAlias, alias, name));
        if (form.kind() == NameForm.Kind.PERSON) {
            if (form.words().size() > 1) {
                put(byFamilyName, form.last(), name);
            }
        } else if (form.words().size() > 1) {
            put(byInitials, form.initials(), name);
            if (!form.shortInitials().equals(form.initials())) {
                put(byInitials, form.shortInitials(), name);
            }
        }
        if (!form.core().isEmpty()) {
            put(byCore, String.join(" ", form.core()), name);
        }
        if (root) {
            put(unlinked, form.initials(), name);
        }
    }

    private static void put(Map<String, List<RankedName>> index, String key, RankedName name) {
        index.computeIfAbsent(key, absent -> new ArrayList<>(1)).add(name);
    }

    private static String formKey(NameForm form) {
        return form.text() + ' ' + form.generation();
    }

    /** All that a name could stand for. */
    List<Candidate> candidatesFor(RankedName name) {
        NameForm form = name.form();
        List<Candidate> found = new ArrayList<>();
        offer(found, byForm, formKey(form), Rule.FORM, form.text());
        offer(
                found,
                byAlias,
                formKey(form),
                form.familyNameAlone() ? Rule.SURNAME : Rule.ALIAS,
                name.entity().name());
        if (form.kind() == NameForm.Kind.PERSON) {
            for (RankedName other : byFamilyName.getOrDefault(form.last(), List.of())) {
                if (GivenNames.agree(form, other.form())) {
                    offer(found, other, Rule.INITIALS, certainty(Rule.INITIALS), form.text());
                }
            }
        } else {
            if (Acronym.looksLikeOne(name.entity().name(), form)) {
                acronyms(form, found);
            }
            offer(found, byCore, form.text(), Rule.SHORT, form.text());
        }
        for (RankedName other : unlinked.getOrDefault(form.initials(), List.of())) {
            double similarity = other.form().generation().equals(form.generation())
                    ? Similarity.of(form.words(), other.form().words(), threshold)
                    : 0;
            if (similarity > 0 && similarity < 1) {
                offer(found, other, Rule.FUZZY, Confidence.of(similarity), form.text());
            }
        }
        return found;
    }

    private void acronyms(NameForm form, List<Candidate> found) {
        Acronym.known(form.first()).ifPresent(known -> offer(found, byForm, known + ' ', Rule.ACRONYM, form.first()));
        if (found.isEmpty() && Acronym.isTelling(form)) {
            offer(found, byInitials, form.first(), Rule.ACRONYM, form.first());
        }
    }

    private static void offer(
            List<Candidate> found, Map<String, List<RankedName>> index, String key, Rule rule, String via) {
        for (RankedName other : index.getOrDefault(key, List.of())) {
            offer(found, other, rule, certainty(rule), via);
        }
    }

    private static void offer(List<Candidate> found, RankedName other, Rule rule, int confidence, String via) {
        String compared = other.form().text();
        found.add(new Candidate(other, rule, confidence, via.equals(compared) ? via : via + " = " + compared));
    }

    private static int certainty(Rule rule) {
        return Confidence.of(
                switch (rule) {
                    case FORM -> 1;
                    case ALIAS -> 0.95;
                    case ACRONYM -> 0.9;
                    case INITIALS -> 0.9;
                    case SHORT -> 0.8;
                    case SURNAME -> 0.7;
                    case FUZZY -> throw new IllegalArgumentException("the similarity is the certainty");
                });
    }
}
