package io.knowstream.job.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.knowstream.graph.CodePoints;
import io.knowstream.graph.Span;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

class GoldFormatTest {

    @TempDir
    private Path folder;

    @Test
    void readsDocRedWithEntitiesAndRelations() throws Exception {
        GoldSet set = read(
                "dev.json",
                """
                [{"title": "Curie", "sents": [["\uD83D\uDE00", "Marie", "Curie", "(", "Warsaw", ")", "."], ["She", "left", "."]],
                  "vertexSet": [[{"name": "Marie Curie", "sent_id": 0, "pos": [1, 3], "type": "PER"}],
                                [{"name": "Warsaw", "sent_id": 0, "pos": [4, 5], "type": "LOC"}]],
                  "labels": [{"h": 0, "r": "P19", "t": 1, "evidence": [0]}]}]
                """);
        assertThat(set.format()).isEqualTo(GoldFormat.DOCRED);
        GoldDocument document = set.documents().get(0);
        assertThat(document.text()).isEqualTo("\uD83D\uDE00 Marie Curie (Warsaw). She left.");
        assertThat(names(document)).containsExactly("Marie Curie", "Warsaw");
        assertThat(document.mentions().get(0).types()).containsExactly("Person");
        assertThat(document.relations()).containsExactly(new GoldRelation("0", "P19", "1"));
    }

    @Test
    void readsColumnsWithLabels() throws Exception {
        GoldSet set = read(
                "ai.txt",
                """
                The\tO
                Turing\tB-award
                Award\tI-award
                went\tO
                to\tO
                Ada\tB-researcher
                Bob\tB-researcher
                by\tO
                regression\tB-algorithm

                \tO
                AAAI\tB-conference
                """);
        assertThat(set.format()).isEqualTo(GoldFormat.CROSSNER);
        assertThat(set.documents()).extracting(GoldDocument::id).allMatch(id -> id.matches(".+/ai.txt#[12]"));
        GoldDocument first = set.documents().get(0);
        assertThat(names(first)).containsExactly("Turing Award", "Ada", "Bob");
        assertThat(first.free()).containsExactly(new Span(36, 46));
        assertThat(set.documents().get(1).mentions().get(0).types()).containsExactly("Event", "Organization");
    }

    @Test
    void readsColumnsOfConll2003WhereNamesBeginWithInside() throws Exception {
        GoldSet set = read(
                "FIN3.txt",
                """
                -DOCSTART- -X- O O

                Evergreen NNP - I-ORG
                Solar NNP - I-ORG
                of IN - O
                Ohio NNP - I-LOC
                """);
        assertThat(set.format()).isEqualTo(GoldFormat.SEC_FILINGS);
        assertThat(names(set.documents().get(0))).containsExactly("Evergreen Solar", "Ohio");
    }

    @Test
    void knowsTheSmallCollectionsByTheirLabels() throws Exception {
        assertThat(read("a.conll", "IBM\tB-corporation\n").format()).isEqualTo(GoldFormat.WNUT17);
        assertThat(read("b.conll", "IBM\tB-ORG\n").format()).isEqualTo(GoldFormat.BROAD_TWITTER);
    }

    @Test
    void readsNamesOfGumWithTheSpacesOfItsText() throws Exception {
        GoldSet set = read(
                "GUM_x.conllu",
                """
                # newdoc id = GUM_x
                # newpar
                # sent_id = GUM_x-1
                1\tThe\tthe\tDET\t_\t_\t_\t_\t_\tEntity=(1-organization-new-nnnnn-cf1-2-coref
                2\tRoyal\tRoyal\tPROPN\t_\t_\t_\t_\t_\t_
                3\tSociety\tsociety\tPROPN\t_\t_\t_\t_\t_\t_
                4\tof\tof\tADP\t_\t_\t_\t_\t_\t_
                5\tLondon\tLondon\tPROPN\t_\t_\t_\t_\t_\tEntity=(2-place-new-nnnnn-cf2-1-sgl)|SpaceAfter=No
                6\t,\t,\tPUNCT\t_\t_\t_\t_\t_\t_
                7\tEngland\tEngland\tPROPN\t_\t_\t_\t_\t_\tEntity=(3-place-new-nnnnn-cf2-1-sgl)1)
                8-9\tisn't\t_\t_\t_\t_\t_\t_\t_\t_
                8\tis\tbe\tAUX\t_\t_\t_\t_\t_\tSpaceAfter=No
                9\tn't\tnot\tPART\t_\t_\t_\t_\t_\t_
                10\tan\ta\tDET\t_\t_\t_\t_\t_\tEntity=(4-object-new-nnnnn-cf1-2-sgl
                11\tisland\tisland\tNOUN\t_\t_\t_\t_\t_\tEntity=4)|SpaceAfter=No
                12\t.\t.\tPUNCT\t_\t_\t_\t_\t_\t_

                # newpar
                # sent_id = GUM_x-2
                1\tSociety\tsociety\tPROPN\t_\t_\t_\t_\t_\tEntity=(1-organization-giv:act-nnnnn-cf1-1-coref)

                """);
        assertThat(set.format()).isEqualTo(GoldFormat.GUM);
        GoldDocument document = set.documents().get(0);
        assertThat(document.text()).isEqualTo("The Royal Society of London, England isn't an island.\nSociety");
        assertThat(names(document)).containsExactly("Royal Society of London", "England", "Society");
        assertThat(document.mentions()).extracting(GoldMention::entity).containsExactly("1", "3", "1");
    }

    @Test
    void readsNamesOfLitBankAndKeepsDescriptionsFree() throws Exception {
        GoldSet set = read(
                "1_brat.tsv",
                """
                His\tB-PER\tO\tO\tO\t
                mother\tI-PER\tO\tO\tO\t
                met\tO\tO\tO\tO\t
                the\tB-PER\tO\tO\tO\t
                Duke\tI-PER\tO\tO\tO\t
                of\tI-PER\tO\tO\tO\t
                York\tI-PER\tB-GPE\tO\tO\t
                .\tO\tO\tO\tO\t

                """);
        assertThat(set.format()).isEqualTo(GoldFormat.LITBANK);
        GoldDocument document = set.documents().get(0);
        assertThat(document.text()).isEqualTo("His mother met the Duke of York.");
        assertThat(names(document)).containsExactly("Duke of York");
        assertThat(document.free()).containsExactly(new Span(0, 10));
    }

    @Test
    void readsPassagesOfKnowledgeNetAsDocuments() throws Exception {
        GoldSet set = read(
                "facts.jsonl",
                """
                {"doc": 7, "start": 20, "text": "She led IBM.", "facts": [{"property": "CEO", "subject": "IBM", "subjectStart": 8, "subjectEnd": 11, "subjectQ": "Q37156", "object": "She", "objectStart": 0, "objectEnd": 3, "objectQ": null}]}
                {"doc": 7, "start": 0, "text": "\uD83D\uDE00 is first.", "facts": []}
                """);
        assertThat(set.format()).isEqualTo(GoldFormat.KNOWLEDGENET);
        GoldDocument document = set.documents().get(0);
        assertThat(document.text()).isEqualTo("\uD83D\uDE00 is first.\nShe led IBM.\n");
        assertThat(names(document)).containsExactly("She", "IBM");
        assertThat(document.relations()).containsExactly(new GoldRelation("Q37156", "CEO", "12 She"));
    }

    @Test
    void gathersTheFactsOfASentence() throws Exception {
        GoldSet set = read(
                "movie.jsonl",
                """
                {"id": "m1", "sub_label": "Ran", "rel": "P57", "obj_label": "Kurosawa", "sent": "Ran is by Kurosawa."}
                {"id": "m2", "sub_label": "Ran", "rel": "P495", "obj_label": "Japan", "sent": "Ran is by Kurosawa."}
                {"id": "m3", "sub_label": "Ran", "rel": "P58", "obj_label": "Kurosawa", "sent": "Ran is by Kurosawa."}
                """);
        assertThat(set.format()).isEqualTo(GoldFormat.TEKGEN);
        assertThat(set.documents()).hasSize(1);
        assertThat(set.documents().get(0).relations())
                .containsExactly(
                        new GoldRelation("Ran", "P57", "Kurosawa"), new GoldRelation("Ran", "P58", "Kurosawa"));
        assertThat(set.leftOut()).as("Japan is not in the sentence").isEqualTo(1);
        assertThat(set.properties().of("P57")).isPresent();
        assertThat(set.properties().of("P495")).isEmpty();
    }

    @Test
    void readsHeadsAndTailsOfFewRel() throws Exception {
        GoldSet set = read(
                "val.json",
                """
                {"P26": [{"tokens": ["Ada", "Byron", "wed", "William", "."], "h": ["ada byron", "Q1", [[0, 1]]], "t": ["william", "Q2", [[3]]]}]}
                """);
        assertThat(set.format()).isEqualTo(GoldFormat.FEWREL);
        assertThat(names(set.documents().get(0))).containsExactly("Ada Byron", "William");
        assertThat(set.documents().get(0).relations()).containsExactly(new GoldRelation("Q1", "P26", "Q2"));
    }

    @Test
    void unpacksPlainTexts() throws Exception {
        Path file = folder.resolve("wiki.jsonl.xz");
        try (OutputStream out = new XZOutputStream(Files.newOutputStream(file), new LZMA2Options())) {
            out.write("{\"id\": \"1\", \"title\": \"Ada\", \"text\": \"Zürich\"}\n".getBytes(StandardCharsets.UTF_8));
        }
        GoldSet set = GoldFormat.read(List.of(folder), null);
        assertThat(set.format()).isEqualTo(GoldFormat.TEXT);
        assertThat(set.documents()).containsExactly(GoldDocument.plain("wiki/1", "Ada", "Zürich"));
    }

    @Test
    void saysWhatIsWrongAndWhere() {
        assertThatThrownBy(() -> read(
                        "x.json",
                        "[{\"title\": \"a\", \"sents\": [[\"b\"]], \"vertexSet\":"
                                + " [[{\"sent_id\": 0, \"pos\": [0, 2], \"type\": \"PER\"}]]}]"))
                .hasMessageContaining(
                        "x.json, document 1, entity 0, must have mentions that lie in one of its sentences")
                .hasMessageContaining("[0,2]");
        assertThatThrownBy(() -> read("y.conll", "IBM\tB-ORG\nx\tB-DATE\n", GoldFormat.BROAD_TWITTER))
                .hasMessageContaining("y.conll, line 2, the label must be O, or B- or I- and one of LOC, ORG, PER")
                .hasMessageContaining("(got B-DATE)");
        assertThatThrownBy(() -> read("z.conll", "IBM\tO\n"))
                .hasMessageContaining("z.conll, the beginning, must be that of one format, or --format must name one of"
                        + " [docred, knowledgenet,");
        assertThatThrownBy(
                        () -> read("u.jsonl", "{\"id\": \"1\", \"text\": \"a\"}\n{\"id\": \"1\", \"text\": \"b\"}\n"))
                .hasMessageContaining("u/1 occurs twice");
        assertThatThrownBy(() -> read("v.jsonl", "{\"id\": \"1\", \"text\": \"a\"}\n{\"id\": 2}\n"))
                .hasMessageContaining("v.jsonl, line 2, field id, must be a text (got 2)");
        assertThatThrownBy(() -> GoldFormat.named("docbook"))
                .hasMessageContaining("--format must be one of [docred,")
                .hasMessageContaining("(got docbook)");
    }

    private GoldSet read(String name, String content) throws IOException {
        return read(name, content, null);
    }

    private GoldSet read(String name, String content, GoldFormat format) throws IOException {
        return GoldFormat.read(List.of(Files.writeString(folder.resolve(name), content)), format);
    }

    private static List<String> names(GoldDocument document) {
        CodePoints text = CodePoints.of(document.text());
        return document.mentions().stream()
                .map(mention -> text.slice(mention.start(), mention.end()))
                .toList();
    }
}
