package io.knowstream.job.cli;

import picocli.CommandLine.Option;

/** How much of some documents a benchmark reads. */
final class SampleArguments {

    @Option(names = "--documents", paramLabel = "N", description = "At the most. Default: ${DEFAULT-VALUE}.")
    private int documents;

    @Option(
            names = "--characters",
            paramLabel = "N",
            description = "Of each document, from its beginning. Default: ${DEFAULT-VALUE}.")
    private int characters;

    /** With the defaults of a command. */
    SampleArguments(int documents, int characters) {
        this.documents = documents;
        this.characters = characters;
    }

    /** How many documents at the most. */
    int documents() {
        return documents;
    }

    /** What is read of a document. */
    String beginning(String text) {
        return text.substring(
                0, text.offsetByCodePoints(0, Math.min(characters, text.codePointCount(0, text.length()))));
    }
}
