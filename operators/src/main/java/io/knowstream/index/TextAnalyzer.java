package io.knowstream.index;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.TokenFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.miscellaneous.ASCIIFoldingFilter;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;

/**
 * Words after Unicode's rules of segmentation, lower-cased and without accents, in any language and the same under
 * every locale. Nothing is stemmed and no word is left out.
 */
final class TextAnalyzer extends Analyzer {

    @Override
    protected TokenStreamComponents createComponents(String field) {
        Tokenizer words = new StandardTokenizer();
        return new TokenStreamComponents(words, normalize(field, words));
    }

    @Override
    protected TokenStream normalize(String field, TokenStream in) {
        return new MarkFilter(new ASCIIFoldingFilter(new LowerCaseFilter(in)));
    }

    /** The first {@code most} different words of a text. */
    Set<String> words(String text, int most) {
        Set<String> words = new LinkedHashSet<>();
        read(text, word -> {
            words.add(word);
            return words.size() < most;
        });
        return words;
    }

    /** All words of a text, in order. */
    List<String> words(String text) {
        List<String> words = new ArrayList<>();
        read(text, words::add);
        return words;
    }

    /** Reads words for as long as who takes them wants more. */
    private void read(String text, Predicate<String> wantsMore) {
        try (TokenStream stream = tokenStream("", text)) {
            CharTermAttribute word = stream.addAttribute(CharTermAttribute.class);
            stream.reset();
            boolean more = true;
            while (more && stream.incrementToken()) {
                more = wantsMore.test(word.toString());
            }
            if (more) {
                stream.end();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("a string can be analysed", e);
        }
    }

    /** Drops accents that stand as characters of their own, so that both encodings of a letter are one. */
    private static final class MarkFilter extends TokenFilter {

        private static final char FIRST = '\u0300';
        private static final char LAST = '\u036f';

        private final CharTermAttribute word = addAttribute(CharTermAttribute.class);

        MarkFilter(TokenStream in) {
            super(in);
        }

        @Override
        public boolean incrementToken() throws IOException {
            if (!input.incrementToken()) {
                return false;
            }
            char[] chars = word.buffer();
            int kept = 0;
            for (int i = 0; i < word.length(); i++) {
                if (chars[i] < FIRST || chars[i] > LAST) {
                    chars[kept++] = chars[i];
                }
            }
            word.setLength(kept);
            return true;
        }
    }
}
