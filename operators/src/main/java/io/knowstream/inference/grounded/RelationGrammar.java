package io.knowstream.inference.grounded;

import java.util.function.IntPredicate;

/**
 * A list of relations between named entities. Belongs to one sequence.
 *
 * <p>It ends: pairs of a subject and an object only go forward, and there are at most {@link #maxRelations} in any case.
 */
final class RelationGrammar extends ListGrammar<RelationGrammar.Item> {

    private final RelationFormat format;
    private final Alternatives names;
    private final int entities;
    private final int maxRelations;
    private final Pairs pairs;

    private final boolean[] nameEnabled;
    private final boolean[] predicateEnabled;
    private final Alternatives.Cursor name;
    private final Alternatives.Cursor predicate;
    private final TokenBuffer guess = new TokenBuffer();

    private Phase phase;
    private int subject;
    private int relation;

    private enum Phase {
        SUBJECT,
        RELATION,
        OBJECT
    }

    /** A relation between two of the entities; the predicate by its place in the schema. */
    record Item(int subject, int predicate, int object, double confidence) {}

    /**
     * Makes the grammar of some entities.
     *
     * @param names the names of the entities, and behind them the end of the list
     * @param types the bit of each entity's type
     */
    RelationGrammar(RelationFormat format, Schema schema, Alternatives names, long[] types, int maxRelations) {
        this.format = format;
        this.names = names;
        this.entities = types.length;
        this.maxRelations = maxRelations;
        this.nameEnabled = new boolean[entities + 1];
        this.predicateEnabled = new boolean[schema.predicates().size()];
        this.name = new Alternatives.Cursor(names);
        this.predicate = new Alternatives.Cursor(format.predicates());
        boolean[] writable = new boolean[schema.predicates().size()];
        for (int i = 0; i < writable.length; i++) {
            writable[i] = format.predicates().has(i);
        }
        long[] written = types.clone();
        for (int i = 0; i < written.length; i++) {
            written[i] = names.has(i) ? types[i] : 0;
        }
        this.pairs = new Pairs(schema, written, writable);
        beginSubject();
        advance();
    }

    @Override
    int maxTokens() {
        return maxTokens(format, names, maxRelations);
    }

    /** The most relations between entities of these names that so many tokens can say; 0 where there is no room for one. */
    static int fitting(RelationFormat format, Alternatives names, int tokens) {
        return Math.max(0, (tokens - maxTokens(format, names, 0)) / itemTokens(format, names));
    }

    private static int maxTokens(RelationFormat format, Alternatives names, int relations) {
        return format.subject().length + relations * itemTokens(format, names) + format.none().length;
    }

    private static int itemTokens(RelationFormat format, Alternatives names) {
        return format.relation().length
                + format.predicates().longest()
                + format.object().length
                + format.subject().length
                + 2 * names.longest();
    }

    @Override
    void addNext(TokenBuffer next) {
        (phase == Phase.RELATION ? predicate : name).addNext(next);
    }

    @Override
    void take(int token) {
        Alternatives.Cursor cursor = phase == Phase.RELATION ? predicate : name;
        cursor.accept(token);
        if (!cursor.isDone()) {
            return;
        }
        switch (phase) {
            case SUBJECT -> {
                subject = cursor.value();
                if (subject == entities) {
                    end();
                } else {
                    beginRelation();
                }
            }
            case RELATION -> {
                relation = cursor.value();
                beginObject();
            }
            default -> {
                list(new Item(subject, relation, cursor.value(), mean.value()));
                pairs.pass(subject, cursor.value());
                beginSubject();
            }
        }
    }

    private void beginSubject() {
        phase = Phase.SUBJECT;
        forced.add(format.subject());
        enable(nameEnabled, entity -> entity == entities || pairs.isSubject(entity));
        if (size() == maxRelations && firstSubject() < entities) {
            cut();
            enable(nameEnabled, entity -> entity == entities);
        }
        name.begin(nameEnabled);
    }

    private void beginRelation() {
        phase = Phase.RELATION;
        forced.add(format.relation());
        enable(predicateEnabled, candidate -> pairs.isPredicate(subject, candidate));
        predicate.begin(predicateEnabled);
    }

    private void beginObject() {
        phase = Phase.OBJECT;
        forced.add(format.object());
        enable(nameEnabled, entity -> entity < entities && pairs.isObject(subject, relation, entity));
        name.begin(nameEnabled);
    }

    private static void enable(boolean[] enabled, IntPredicate rule) {
        for (int i = 0; i < enabled.length; i++) {
            enabled[i] = rule.test(i);
        }
    }

    /** Guesses the first that is possible: the next subject, the most usual predicate, the next object. */
    @Override
    public int[] proposal(int max) {
        if (isEnded()) {
            return NONE;
        }
        guess.clear();
        int from = subject;
        int by = relation;
        int to = -1;
        Phase at = phase;
        if (at == Phase.SUBJECT) {
            from = name.addRest(firstSubject(), guess);
            if (from == entities) {
                return guessed(max);
            }
            guess.add(format.relation());
            by = firstPredicate(from);
            guess.add(format.predicates().tokens(by)).add(format.object());
        } else if (at == Phase.RELATION) {
            by = predicate.addRest(-1, guess);
            guess.add(format.object());
        } else {
            to = name.addRest(-1, guess);
        }
        if (to < 0) {
            to = firstObject(from, by);
            guess.add(names.tokens(to));
        }
        guess.add(format.subject());
        guess.add(names.tokens(from));
        return guessed(max);
    }

    private int[] guessed(int max) {
        guess.truncate(max);
        return guess.toArray();
    }

    private int firstSubject() {
        for (int entity = 0; entity < entities; entity++) {
            if (nameEnabled[entity]) {
                return entity;
            }
        }
        return entities;
    }

    private int firstPredicate(int from) {
        int candidate = 0;
        while (candidate < predicateEnabled.length - 1 && !pairs.isPredicate(from, candidate)) {
            candidate++;
        }
        return candidate;
    }

    private int firstObject(int from, int by) {
        int entity = 0;
        while (entity < entities - 1 && !pairs.isObject(from, by, entity)) {
            entity++;
        }
        return entity;
    }
}
