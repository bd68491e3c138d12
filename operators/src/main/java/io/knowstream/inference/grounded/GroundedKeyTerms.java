package io.knowstream.inference.grounded;

import io.knowstream.inference.decoder.Grammar;
import io.knowstream.inference.decoder.ModelTokenizer;
import java.util.Arrays;
import java.util.List;

/**
 * Lets a language model say what a document is about: a topic and key terms, which are spans of the document's beginning.
 * Thread-safe.
 */
public final class GroundedKeyTerms {

    /** The most terms that are named, the topic among them. */
    public static final int MAX_TERMS = 10;

    /** In UTF-16 units, generously. */
    private static final int LONGEST_TOKEN = 16;

    private static final String INSTRUCTION =
            "Say what each text is about, in words of the text: first its topic, then its key terms.";

    private static final List<Prompts.Example> EXAMPLES = List.of(new Prompts.Example(
            "Text: Zinc is won from its ore by roasting. The roasted ore is dissolved in acid, and an electric current"
                    + " parts the metal from it.",
            "Topic: Zinc\nTerm: ore\nTerm: roasting\nTerm: acid\nTerm: electric current\nTerm:" + SpanFormat.NONE
                    + "\n"));

    private final ModelTokenizer tokenizer;
    private final int maxWindowTokens;
    private final Prompts prompts;
    private final SpanFormat format;

    /**
     * Makes the tasks of one model.
     *
     * @param maxWindowTokens how many tokens of a document are read, at least {@link GroundedEntities#MIN_WINDOW}
     * @throws IllegalArgumentException if the window is too small, or the model lacks the tokens of the style
     */
    public GroundedKeyTerms(ModelTokenizer tokenizer, PromptStyle style, int maxWindowTokens) {
        this.tokenizer = tokenizer;
        this.maxWindowTokens = GroundedEntities.requireWindow(maxWindowTokens);
        this.format = SpanFormat.keyTerms(tokenizer, GroundedEntities.overlap(maxWindowTokens));
        this.prompts = new Prompts(tokenizer, style, INSTRUCTION, EXAMPLES);
    }

    /**
     * The task that reads the beginning of a document. Its result: the topic first, then the terms as the model gave
     * them, most telling first; empty for a text without words.
     *
     * @param title null where there is none
     */
    public GroundedTask<List<NamedSpan>> task(String text, String title) {
        TextTokens tokens = new TextTokens(CleanText.of(beginning(text)), tokenizer);
        TextWindow window = TextWindow.of(tokens, maxWindowTokens, GroundedEntities.overlap(maxWindowTokens))
                .get(0);
        Spans spans = new Spans(tokens, window, format.maxWords(), format.maxTokens());
        int[] ids = Arrays.copyOfRange(tokens.ids(), window.tokenFrom(), window.tokenTo());
        SpanListGrammar grammar = new SpanListGrammar(format, spans, Math.min(MAX_TERMS, spans.size()));
        int[] rest = prompts.rest(new TextContext(title, List.of()), ids, Grammar.NONE);
        return new Sequence<>(
                prompts.shared(),
                rest,
                grammar,
                () -> grammar.items().stream()
                        .map(item -> Mentions.mention(spans, item.start(), item.end(), null, item.confidence()))
                        .toList(),
                0);
    }

    /** More of a text than a window can hold, up to a space, so that a long document costs no more than its beginning. */
    private String beginning(String text) {
        int end = maxWindowTokens * LONGEST_TOKEN;
        if (text.length() <= end) {
            return text;
        }
        int space = end;
        while (space > 0 && !Character.isWhitespace(text.charAt(space))) {
            space--;
        }
        return text.substring(0, space > 0 ? space : end);
    }
}
