package io.knowstream.index;

import java.io.IOException;
import java.util.Arrays;
import org.apache.lucene.index.FilteredTermsEnum;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.AutomatonQuery;
import org.apache.lucene.util.AttributeSource;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.UnicodeUtil;
import org.apache.lucene.util.UnicodeUtil.UTF8CodePoint;
import org.apache.lucene.util.automaton.Operations;

/**
 * Entities with a name or alias at most some insertions, deletions, substitutions or swaps away. Of a long name the automaton
 * knows the beginning only, as it grows with what it knows; the few names that begin so are then compared one by one.
 */
final class FuzzyName extends AutomatonQuery {

    /** Code points of a name that its automaton knows. */
    static final int KNOWN = 32;

    private final int[] name;
    private final int edits;

    private FuzzyName(String name, int[] characters, int edits) {
        super(
                new Term(Fields.NAME, name),
                FuzzyAutomaton.of(
                        Arrays.copyOf(characters, Math.min(characters.length, KNOWN)),
                        edits,
                        characters.length > KNOWN),
                Operations.DEFAULT_DETERMINIZE_WORK_LIMIT,
                true,
                CONSTANT_SCORE_BLENDED_REWRITE);
        this.name = characters;
        this.edits = edits;
    }

    static FuzzyName of(String name, int edits) {
        return new FuzzyName(name, name.codePoints().toArray(), edits);
    }

    @Override
    protected TermsEnum getTermsEnum(Terms terms, AttributeSource attributes) throws IOException {
        TermsEnum found = super.getTermsEnum(terms, attributes);
        return name.length <= KNOWN ? found : new Compared(found, new EditSteps(name, edits));
    }

    private static final class Compared extends FilteredTermsEnum {

        private final EditSteps steps;
        private UTF8CodePoint character;

        Compared(TermsEnum terms, EditSteps steps) {
            super(terms, false);
            this.steps = steps;
        }

        @Override
        protected AcceptStatus accept(BytesRef term) {
            long state = steps.start();
            int end = term.offset + term.length;
            for (int at = term.offset; at < end && state != EditSteps.DEAD; at += character.numBytes) {
                character = UnicodeUtil.codePointAt(term.bytes, at, character);
                state = steps.next(state, character.codePoint);
            }
            return state != EditSteps.DEAD && steps.matches(state) ? AcceptStatus.YES : AcceptStatus.NO;
        }
    }
}
