package io.knowstream.clusters;

import io.knowstream.graph.Confidence;
import io.knowstream.graph.EntityLink.Rule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The names of a block before the one whose turn it is, by what rules look for. Used by one thread. */
final class BetterNames {

    /** A name that is not linked, and the letters of its words. */
    private record Root(RankedName name, int[] letters) {}

    private final double threshold;
    private final Map<String, List<RankedName>> byForm = new HashMap<>();
    private final Map<String, List<RankedName>> byAlias = new HashMap<>();
    private final Map<String, List<RankedName>> byInitials = new HashMap<>();
    private final Map<String, List<RankedName>> byCore = new HashMap<>();
    /** Persons by family name, generation, and first given name. */
    private final Map<String, List<RankedName>> byGivenName = new HashMap<>();
    /** The same by the first letter of the first given name. */
    private final Map<String, List<RankedName>> byGivenInitial = new HashMap<>();

    private final Map<String, List<Root>> roots = new HashMap<>();

    BetterNames(double threshold) {
        this.threshold = threshold;
    }

    /** Adds the next name; {@code root} where it is not linked itself. */
    void add(RankedName name, boolean root) {
        NameForm form = name.form();
        put(byForm, form.key(), name);
        name.aliases().forEach(alias -> put(byAlias, alias, name));
        if (form.kind() == NameForm.Kind.PERSON) {
            if (form.words().size() > 1) {
                put(byGivenName, person(form, form.first()), name);
                put(byGivenInitial, person(form, NameForm.initial(form.first())), name);
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
            put(roots, form.initials(), new Root(name, Similarity.letters(form.words())));
        }
    }

    private static <T> void put(Map<String, List<T>> index, String key, T name) {
        index.computeIfAbsent(key, absent -> new ArrayList<>(1)).add(name);
    }

    private static String person(NameForm form, String given) {
        return form.last() + ' ' + form.generation() + ' ' + given;
    }

    /** All that a name could stand for. */
    List<Candidate> candidatesFor(RankedName name) {
        NameForm form = name.form();
        List<Candidate> found = new ArrayList<>();
        offer(found, byForm, form.key(), Rule.FORM, form.text());
        for (RankedName other : byAlias.getOrDefault(form.key(), List.of())) {
            // A word of a person's name says less than a name that only a document can know of.
            boolean surname =
                    form.familyNameAlone() && form.last().equals(other.form().last());
            int confidence = certainty(form.familyNameAlone() ? Rule.SURNAME : Rule.ALIAS);
            offer(found, other, surname ? Rule.SURNAME : Rule.ALIAS, confidence, name.name());
        }
        if (form.kind() == NameForm.Kind.PERSON) {
            persons(form, found);
        } else {
            if (Acronym.looksLikeOne(name.name(), form)) {
                acronyms(form, found);
            }
            offer(found, byCore, form.text(), Rule.SHORT, form.text());
        }
        alike(form, found);
        return found;
    }

    /** Only those are looked at whose first given names agree. */
    private void persons(NameForm form, List<Candidate> found) {
        if (form.words().size() == 1) {
            return;
        }
        String given = form.first();
        String initial = NameForm.initial(given);
        if (given.equals(initial)) {
            persons(form, byGivenInitial.get(person(form, initial)), found);
        } else {
            persons(form, byGivenName.get(person(form, given)), found);
            persons(form, byGivenName.get(person(form, initial)), found);
        }
    }

    private static void persons(NameForm form, List<RankedName> others, List<Candidate> found) {
        for (RankedName other : others == null ? List.<RankedName>of() : others) {
            if (GivenNames.agree(form, other.form())) {
                offer(found, other, Rule.INITIALS, certainty(Rule.INITIALS), form.text());
            }
        }
    }

    private void acronyms(NameForm form, List<Candidate> found) {
        Acronym.known(form.first()).ifPresent(known -> offer(found, byForm, known + ' ', Rule.ACRONYM, form.first()));
        if (found.isEmpty() && Acronym.isTelling(form)) {
            offer(found, byInitials, form.first(), Rule.ACRONYM, form.first());
        }
    }

    private void alike(NameForm form, List<Candidate> found) {
        int[] letters = Similarity.letters(form.words());
        for (Root root : roots.getOrDefault(form.initials(), List.of())) {
            NameForm other = root.name.form();
            if (!Similarity.differs(letters, root.letters, form.words(), threshold)
                    && other.generation().equals(form.generation())) {
                double similarity = Similarity.of(form.words(), other.words(), threshold);
                if (similarity > 0 && similarity < 1) {
                    offer(found, root.name, Rule.FUZZY, Confidence.of(similarity), form.text());
                }
            }
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
