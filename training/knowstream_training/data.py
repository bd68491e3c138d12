"""Annotated documents of every source as tokens of our tokenizer with entity mentions and relations."""

from dataclasses import dataclass, field
import json
from pathlib import Path
import random
import re

from .features import tokenize

TYPES = (
    "Person", "Organization", "Location", "TimeExpression", "Measurement",
    "Event", "Work", "Group", "Product", "Miscellaneous",
)  # fmt: skip
LABELS = ("O",) + tuple(f"{prefix}-{name}" for name in TYPES for prefix in "BI")
FINE = frozenset(TYPES[5:])
DOCRED = {
    "PER": {"Person"}, "ORG": {"Organization"}, "LOC": {"Location"}, "TIME": {"TimeExpression"},
    "NUM": {"Measurement"}, "MISC": FINE,
}  # fmt: skip
SIX = {name: (i if i < 5 else 5) for i, name in enumerate(TYPES)}

_PERSON, _PLACE, _ORGANIZATION = {"Person"}, {"Location"}, {"Organization"}
_BROAD_TWITTER = {"PER": _PERSON, "LOC": _PLACE, "ORG": _ORGANIZATION}
_WNUT = {
    "person": _PERSON, "location": _PLACE, "corporation": _ORGANIZATION, "group": {"Organization", "Group"},
    "creative-work": {"Work"}, "product": {"Product"},
}  # fmt: skip
_CROSSNER = {
    **dict.fromkeys(("person", "politician", "writer", "musicalartist", "scientist", "researcher"), _PERSON),
    **dict.fromkeys(("location", "country"), _PLACE),
    **dict.fromkeys(("organisation", "politicalparty", "band", "university"), _ORGANIZATION),
    **dict.fromkeys(("event", "election"), {"Event"}),
    **dict.fromkeys(("book", "album", "song", "poem"), {"Work"}),
    **dict.fromkeys(("product", "programlang"), {"Product"}),
    "magazine": {"Work", "Organization"}, "academicjournal": {"Work", "Organization"},
    "conference": {"Event", "Organization"}, "award": {"Miscellaneous"},
    "astronomicalobject": {"Location", "Miscellaneous"}, "misc": FINE | {"Location", "TimeExpression"},
}  # fmt: skip
_FREE = None  # a span whose class we do not model: it may be anything, entity or not
_REST = {"TimeExpression", "Measurement"}
# Files, name, what labels mean, types that are not labelled.
SENTENCE_SOURCES = (
    ("wnut17/*.conll", "wnut17", _WNUT, _REST | {"Event", "Miscellaneous", "Group"}),
    ("broad-twitter/*.conll", "broad-twitter", _BROAD_TWITTER, _REST | FINE),
    ("crossner/*/*.txt", "crossner", _CROSSNER, _REST),
)


@dataclass
class Mention:
    """Tokens [start, end) and the types the annotation allows (None: any, or no entity at all)."""

    start: int
    end: int
    types: frozenset | None
    entity: int = -1


@dataclass
class Document:
    """One annotated text. `unlabelled` are the types its source does not annotate."""

    source: str
    title: str
    text: str
    spans: list
    mentions: list
    unlabelled: frozenset = frozenset()
    sentences: list = field(default_factory=list)  # index of the first token of each sentence
    relations: set = field(default_factory=set)  # (subject entity, property, object entity)

    @property
    def tokens(self):
        return [self.text[start:end] for start, end in self.spans]


def _join(tokens):
    """Text of dataset tokens and their spans. Only what would change our tokens is glued: "n't" after a word."""
    parts, spans, length = [], [], 0
    for token in tokens:
        if parts and not (token == "n't" and parts[-1][-1:].isalpha()):
            parts.append(" ")
            length += 1
        parts.append(token)
        spans.append((length, length + len(token)))
        length += len(token)
    return "".join(parts), spans


def _document(source, title, sentences, mentions, unlabelled):
    """A document of dataset tokens; mentions are (start, end, types, entity) in dataset tokens."""
    text, old = _join([token for sentence in sentences for token in sentence])
    spans = tokenize(text)
    starts = [0] * (len(text) + 1)  # number of our tokens that end at or before a character
    for _, end in spans:
        starts[end] += 1
    for i in range(1, len(starts)):
        starts[i] += starts[i - 1]
    ours = []
    for start, end, types, entity in mentions:
        first = starts[old[start][0]]
        last = starts[old[end - 1][1]]
        if last > first:
            ours.append(Mention(first, last, None if types is None else frozenset(types), entity))
    firsts, count = [], 0
    for sentence in sentences:
        if sentence:
            firsts.append(starts[old[count][0]])
        count += len(sentence)
    return Document(source, title, text, spans, ours, frozenset(unlabelled), firsts)


def docred(path, source, skip=()):
    """Documents of the DocRED layout (DocRED, Re-DocRED), with coreference and, where given, relations."""
    documents = []
    for item in json.loads(Path(path).read_text(encoding="utf-8")):
        if item["title"] in skip:
            continue
        offsets = [0]
        for sentence in item["sents"]:
            offsets.append(offsets[-1] + len(sentence))
        mentions = []
        for entity, cluster in enumerate(item["vertexSet"]):
            for mention in cluster:
                start, end = (offsets[mention["sent_id"]] + p for p in mention["pos"])
                mentions.append((start, end, DOCRED[mention["type"]], entity))
        document = _document(source, item["title"], item["sents"], mentions, ())
        document.relations = {(r["h"], r["r"], r["t"]) for r in item.get("labels", ())}
        documents.append(document)
    return documents


def conll(path, source, mapping, unlabelled):
    """One document a sentence of a two-column BIO file; classes outside `mapping` become free spans."""
    documents = []
    for block in re.split(r"\n\s*\n", Path(path).read_text(encoding="utf-8")):
        rows = [line.split("\t") for line in block.splitlines() if "\t" in line]
        rows = [(row[0].strip(), row[-1].strip()) for row in rows if row[0].strip()]
        if not rows:
            continue
        mentions = []
        for i, (_, label) in enumerate(rows):
            if label.startswith("B-"):
                name = label[2:]
                end = i + 1
                while end < len(rows) and rows[end][1] == "I-" + name:
                    end += 1
                mentions.append((i, end, mapping.get(name, _FREE), -1))
        documents.append(_document(source, "", [[token for token, _ in rows]], mentions, unlabelled))
    return documents


def load_docred(data):
    """Re-DocRED (500 documents with relations) and the documents of DocRED that carry entities only."""
    with_relations = docred(Path(data, "re-docred/dev_revised.json"), "re-docred")
    titles = {document.title for document in with_relations}
    return with_relations, docred(Path(data, "docred-entities/test.json"), "docred-entities", titles)


def load_sentences(data):
    """Sentences of other genres: emerging entities, tweets, five Wikipedia domains."""
    documents = []
    for pattern, source, mapping, unlabelled in SENTENCE_SOURCES:
        for file in sorted(Path(data).glob(pattern)):
            documents += conll(file, source, mapping, unlabelled)
    return documents


def split(documents, held_out, seed):
    """Training and held-out documents by a seed and nothing else."""
    order = sorted(range(len(documents)), key=lambda i: (documents[i].title, documents[i].text))
    random.Random(seed).shuffle(order)
    test = set(order[:held_out])
    return [d for i, d in enumerate(documents) if i not in test], [documents[i] for i in sorted(test)]
