package io.knowstream.inference.grounded;

import io.knowstream.inference.decoder.Grammar;
import io.knowstream.inference.decoder.ModelTokenizer;
import java.util.List;

/**
 * How a role asks: what is the same for all texts (what to do, and examples of it), then what is known of the document,
 * then the text. The text comes last so that the longest possible beginning is shared. Immutable.
 */
final class Prompts {

    /** What is told of a document is cut to this many tokens. */
    private static final int MAX_CONTEXT = 96;

    private static final String START = "<|im_start|>";
    private static final String END = "<|im_end|>";

    private final ModelTokenizer tokenizer;
    private final PromptStyle style;
    private final int[] newLine;
    private final int[] text;
    private final int[] shared;

    /**
     * What a model is shown: a question, and the lines of its answer.
     *
     * @param question one or more lines without the last one's end
     * @param answer lines with their ends
     */
    record Example(String question, String answer) {}

    /**
     * Makes the prompts of a role.
     *
     * @throws IllegalArgumentException if the model has not the special tokens of the style
     */
    Prompts(ModelTokenizer tokenizer, PromptStyle style, String instruction, List<Example> examples) {
        this.tokenizer = tokenizer;
        this.style = style;
        this.newLine = tokenizer.encode("\n").ids();
        this.text = tokenizer.encode("Text:").ids();
        TokenBuffer out = new TokenBuffer();
        if (style == PromptStyle.BASE) {
            out.add(tokenizer.encode(instruction).ids()).add(newLine).add(newLine);
            for (Example example : examples) {
                out.add(tokenizer.encode(example.question).ids()).add(newLine);
                out.add(tokenizer.encode(example.answer).ids()).add(newLine);
            }
        } else {
            turn(out, "system", instruction);
            for (Example example : examples) {
                turn(out, "user", example.question);
                turn(out, "assistant", example.answer);
            }
            open(out, "user");
        }
        this.shared = out.toArray();
    }

    private void turn(TokenBuffer out, String role, String content) {
        open(out, role);
        out.add(tokenizer.encode(content).ids());
        close(out);
    }

    private void open(TokenBuffer out, String role) {
        out.add(special(START)).add(tokenizer.encode(role).ids()).add(newLine);
    }

    private void close(TokenBuffer out) {
        out.add(special(END)).add(newLine);
    }

    private int special(String token) {
        int id = tokenizer.special(token);
        if (id < 0) {
            throw new IllegalArgumentException("prompt style " + style + " needs a model with the special token "
                    + token + ", which this one has not; base models take " + PromptStyle.BASE);
        }
        return id;
    }

    /** What all prompts of the role begin with. */
    int[] shared() {
        return shared;
    }

    /**
     * The rest of a prompt.
     *
     * @param context null where nothing is known
     * @param tokens of the text
     * @param more lines behind the text, each with a line's end before it
     */
    int[] rest(TextContext context, int[] tokens, int[] more) {
        TokenBuffer out = new TokenBuffer();
        out.add(context(context)).add(text).add(tokens).add(more);
        if (style == PromptStyle.BASE) {
            out.add(newLine);
        } else {
            close(out);
            open(out, "assistant");
        }
        return out.toArray();
    }

    private int[] context(TextContext context) {
        if (context == null) {
            return Grammar.NONE;
        }
        StringBuilder line = new StringBuilder();
        String title = context.title() == null ? "" : oneLine(context.title());
        if (!title.isEmpty()) {
            line.append("Document:").append(title);
        }
        boolean told = false;
        for (String term : context.keyTerms()) {
            String clean = oneLine(term);
            if (!clean.isEmpty()) {
                line.append(told ? "," : line.isEmpty() ? "About:" : ". About:");
                line.append(clean);
                told = true;
            }
        }
        if (line.isEmpty()) {
            return Grammar.NONE;
        }
        TokenBuffer out =
                new TokenBuffer().add(tokenizer.encode(line.toString()).ids());
        out.truncate(MAX_CONTEXT);
        return out.add(newLine).toArray();
    }

    /** A space and a text without line breaks; empty for a blank one. */
    static String oneLine(String value) {
        return CleanText.of(value).text().replace((char) CleanText.LINE, ' ');
    }
}
