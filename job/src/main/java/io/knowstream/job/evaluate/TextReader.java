package io.knowstream.job.evaluate;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** Plain documents, an object with {@code id}, {@code title} and {@code text} a line; a file is a source. */
final class TextReader implements GoldReader {

    @Override
    public GoldSet read(GoldFormat format, List<GoldFile> files) {
        List<GoldDocument> documents = new ArrayList<>();
        for (GoldFile file : files) {
            file.lines((line, number) -> {
                JsonNode document = file.json(line, number);
                String where = "line " + number;
                documents.add(GoldDocument.plain(
                        file.stem() + "/" + file.text(document, "id", where),
                        document.path("title").textValue(),
                        file.text(document, "text", where)));
            });
        }
        return new GoldSet(format, documents, TypeScheme.NONE, PropertyScheme.WIKIDATA, 0);
    }
}
